using System.CommandLine;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Client.Admin;

namespace Garam.Cli.Completion;

/// <summary>
/// Answers the scripts of the shells: prints how the last word of a line may continue, one candidate a line. After a fault there are no
/// candidates: a user who presses Tab wants no error message in the middle of a line.
/// </summary>
public static class LineCompletion
{
    /// <summary>The argument that the scripts pass; users never type it.</summary>
    public const string Command = "__complete";

    /// <summary>A later answer would be worse than none.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="root">The root of all commands.</param>
    /// <param name="line">The line up to the cursor, with the program's name.</param>
    /// <param name="screen">Receives the candidates.</param>
    /// <param name="variables">The environment.</param>
    public static async Task<int> RunAsync(RootCommand root, string line, Screen screen, Func<string, string?> variables)
    {
        var start = line.IndexOf(' ', StringComparison.Ordinal);
        if (start < 0)
        {
            return ExitCode.Success;
        }

        var text = line[(start + 1)..];
        var word = text[(text.LastIndexOf(' ') + 1)..];
        var parsed = root.Parse(text);
        if (parsed.UnmatchedTokens.Any(token => token != word))
        {
            return ExitCode.Success;
        }

        var candidates = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var label in parsed.GetCompletions(text.Length).Select(item => item.Label).ToArray())
        {
            candidates.UnionWith(CompletionKinds.KindOf(label) is { } kind ? await AskAsync(kind, parsed, variables) : [label]);
        }

        // Does not offer a name that needs escaping: the shell would put the escaped form into the line.
        candidates.RemoveWhere(candidate => candidate != Printable.Of(candidate));

        // Offers options only after a dash; otherwise they would hide the names.
        foreach (var candidate in candidates.Where(
            candidate => candidate.StartsWith(word, StringComparison.Ordinal) && (word.StartsWith('-') || !candidate.StartsWith('-'))))
        {
            screen.Say(candidate);
        }

        return ExitCode.Success;
    }

    private static async Task<IEnumerable<string>> AskAsync(string kind, ParseResult parsed, Func<string, string?> variables)
    {
        try
        {
            if (kind == CompletionKinds.Profiles)
            {
                return ProfileFile.Load(variables).All.Select(profile => profile.Name);
            }

            var target = ConnectionFlags.Resolve(
                Value(parsed, ConnectionFlags.BrokersFlag),
                Value(parsed, ConnectionFlags.ProfileFlag),
                variables,
                Patience,
                SecurityFlags.Read(parsed));
            await using var cluster = await ClusterConnection.OpenAsync(target, CancellationToken.None);
            return kind == CompletionKinds.Topics
                ? (await cluster.AskAsync((admin, limited) => admin.DescribeTopicsAsync(null, limited), CancellationToken.None))
                    .Select(topic => topic.Name)
                : (await cluster.AskAsync((_, limited) => new GroupAdminClient(cluster.Client).ListAsync(limited), CancellationToken.None))
                    .Select(group => group.GroupId);
        }
        catch (Exception)
        {
            return [];
        }
    }

    private static string? Value(ParseResult parsed, string flag) =>
        parsed.CommandResult.Command.Options.Any(option => option.Name == flag) ? parsed.GetValue<string?>(flag) : null;
}
