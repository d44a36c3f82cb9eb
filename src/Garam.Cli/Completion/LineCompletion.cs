using System.CommandLine;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Client.Admin;

namespace Garam.Cli.Completion;

/// <summary>
/// What the shell's scripts ask: how the last word of a line may go on. One candidate a line. Whatever goes wrong, there are no candidates: a
/// person who presses a key wants no error message in the middle of a line.
/// </summary>
public static class LineCompletion
{
    /// <summary>Not a command that people type.</summary>
    public const string Command = "__complete";

    /// <summary>Longer is worse than nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="root">Every command.</param>
    /// <param name="line">The line up to the cursor, with the program's name.</param>
    /// <param name="screen">Where the candidates go.</param>
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

        // A name that has to be escaped is not offered: the shell would put the escaped one into the line.
        candidates.RemoveWhere(candidate => candidate != Printable.Of(candidate));

        // An option is offered where somebody begins to type one; otherwise it would hide the names.
        foreach (var candidate in candidates.Where(candidate => candidate.StartsWith(word, StringComparison.Ordinal) && (word.StartsWith('-') || !candidate.StartsWith('-'))))
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

            var target = ConnectionFlags.Resolve(Value(parsed, ConnectionFlags.BrokersFlag), Value(parsed, ConnectionFlags.ProfileFlag), variables, Patience, SecurityFlags.Read(parsed));
            await using var cluster = await ClusterConnection.OpenAsync(target, CancellationToken.None);
            return kind == CompletionKinds.Topics
                ? (await cluster.AskAsync((admin, limited) => admin.DescribeTopicsAsync(null, limited), CancellationToken.None)).Select(topic => topic.Name)
                : (await cluster.WithinTimeoutAsync(limited => new GroupAdminClient(cluster.Client).ListAsync(limited), CancellationToken.None)).Select(group => group.GroupId);
        }
        catch (Exception)
        {
            return [];
        }
    }

    private static string? Value(ParseResult parsed, string flag) => parsed.CommandResult.Command.Options.Any(option => option.Name == flag) ? parsed.GetValue<string?>(flag) : null;
}
