using System.CommandLine;
using System.CommandLine.Completions;

namespace Garam.Cli.Completion;

/// <summary>Marks arguments and options whose values only the cluster knows. Whoever completes a line replaces the marks by names.</summary>
public static class CompletionKinds
{
    /// <summary>No name has this character, and it cannot be typed.</summary>
    private const char Mark = '\u0001';

    public const string Topics = "topics";
    public const string Groups = "groups";
    public const string Profiles = "profiles";

    public static Argument<T> CompleteTopics<T>(this Argument<T> argument)
    {
        argument.CompletionSources.Add(context => Marked(context, Topics));
        return argument;
    }

    public static Option<T> CompleteTopics<T>(this Option<T> option)
    {
        option.CompletionSources.Add(context => Marked(context, Topics));
        return option;
    }

    public static Argument<T> CompleteGroups<T>(this Argument<T> argument)
    {
        argument.CompletionSources.Add(context => Marked(context, Groups));
        return argument;
    }

    public static Option<T> CompleteGroups<T>(this Option<T> option)
    {
        option.CompletionSources.Add(context => Marked(context, Groups));
        return option;
    }

    public static Argument<T> CompleteProfiles<T>(this Argument<T> argument)
    {
        argument.CompletionSources.Add(context => Marked(context, Profiles));
        return argument;
    }

    public static Option<T> CompleteProfiles<T>(this Option<T> option)
    {
        option.CompletionSources.Add(context => Marked(context, Profiles));
        return option;
    }

    /// <summary>The kind that this completion stands for, or null for one that is meant as it is.</summary>
    internal static string? KindOf(string completion)
    {
        var at = completion.LastIndexOf(Mark);
        return at < 0 ? null : completion[(at + 1)..];
    }

    /// <summary>The mark begins with what was typed, because the parser drops completions that do not.</summary>
    private static IEnumerable<CompletionItem> Marked(CompletionContext context, string kind) => [new CompletionItem($"{context.WordToComplete}{Mark}{kind}")];
}
