using System.CommandLine;
using System.CommandLine.Completions;

namespace Garam.Cli.Terminal;

/// <summary>
/// Marks arguments and options whose values only the cluster knows. The completion of a line replaces the marks with names.
/// </summary>
public static class CompletionKinds
{
    /// <summary>A character that no name contains and no user can type.</summary>
    private const char Mark = '\u0001';

    public const string Topics = "topics";
    public const string Groups = "groups";
    public const string Profiles = "profiles";

    public static Argument<T> CompleteTopics<T>(this Argument<T> argument) => Complete(argument, Topics);

    public static Option<T> CompleteTopics<T>(this Option<T> option) => Complete(option, Topics);

    public static Argument<T> CompleteGroups<T>(this Argument<T> argument) => Complete(argument, Groups);

    public static Option<T> CompleteGroups<T>(this Option<T> option) => Complete(option, Groups);

    public static Argument<T> CompleteProfiles<T>(this Argument<T> argument) => Complete(argument, Profiles);

    public static Option<T> CompleteProfiles<T>(this Option<T> option) => Complete(option, Profiles);

    /// <summary>Returns the kind that a completion stands for; null if it stands for itself.</summary>
    internal static string? KindOf(string completion)
    {
        var at = completion.LastIndexOf(Mark);
        return at < 0 ? null : completion[(at + 1)..];
    }

    /// <summary>Gives the argument a help name, or the help page would show its completions instead.</summary>
    private static Argument<T> Complete<T>(Argument<T> argument, string kind)
    {
        argument.HelpName ??= argument.Name;
        argument.CompletionSources.Add(context => Marked(context, kind));
        return argument;
    }

    private static Option<T> Complete<T>(Option<T> option, string kind)
    {
        option.HelpName ??= "NAME";
        option.CompletionSources.Add(context => Marked(context, kind));
        return option;
    }

    /// <summary>The mark begins with what was typed, because the parser drops completions that do not.</summary>
    private static IEnumerable<CompletionItem> Marked(CompletionContext context, string kind) =>
        [new CompletionItem($"{context.WordToComplete}{Mark}{kind}")];
}
