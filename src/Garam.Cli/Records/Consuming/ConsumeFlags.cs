using System.CommandLine;
using System.Globalization;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Client.Fetching;
using Garam.Client.Groups;

namespace Garam.Cli.Records.Consuming;

/// <summary>The flags of <c>garam consume</c> that select the records. The letters are those of kcat and rpk where the two agree.</summary>
internal sealed class ConsumeFlags
{
    private static readonly PartitionAssignor[] Assignors =
        [PartitionAssignor.Range, PartitionAssignor.Sticky, PartitionAssignor.CooperativeSticky];

    private readonly Argument<string[]> _topics = new Argument<string[]>("TOPIC")
    {
        Description = "Topics to read, or patterns",
        Arity = ArgumentArity.OneOrMore,
    }.CompleteTopics();

    private readonly Option<string?> _from = new("--from", "-o")
    {
        Description =
            $"Where to start: start, end, an offset, -N for the last N of each partition, or a time ({TimeText.Forms}) [default: start]",
        HelpName = "POSITION",
    };

    private readonly Option<string?> _until = new("--until")
    {
        Description = "Where to stop, excluding the record there: end, an offset, -N or a time [default: the end when the command starts]",
        HelpName = "POSITION",
    };

    private readonly Option<string?> _partitions = PartitionNumbers.Flag();
    private readonly Option<string?> _count = new("--count", "-n") { Description = "Stop after this many records", HelpName = "N" };
    private readonly Option<bool> _follow = new("--follow") { Description = "Keep reading new records until Ctrl-C" };

    private readonly Option<string?> _group = new Option<string?>("--group", "-g")
    {
        Description = "Read as a member of this group",
        HelpName = "NAME",
    }.CompleteGroups();
    private readonly Option<string?> _assignor = new("--assignor")
    {
        Description = "With --group: range, sticky or cooperative-sticky [default: range, or the group's own]",
        HelpName = "NAME",
    };

    private readonly Option<string?> _commit = new("--commit")
    {
        Description = "With --group, when to commit: auto, end (once, if all goes well) or never [default: auto]",
        HelpName = "MODE",
    };

    private readonly Option<string?> _isolation = new("--isolation")
    {
        Description = "committed leaves out aborted and open transactions, uncommitted prints every record [default: committed]",
        HelpName = "LEVEL",
    };

    public ConsumeFlags(Command command)
    {
        _isolation.CompletionSources.Add("committed", "uncommitted");
        _assignor.CompletionSources.Add([.. Assignors.Select(assignor => assignor.Name)]);
        _commit.CompletionSources.Add("auto", "end", "never");
        command.Add(_topics);
        foreach (var flag in new Option[] { _from, _until, _partitions, _count, _follow, _group, _assignor, _commit, _isolation })
        {
            command.Add(flag);
        }
    }

    /// <exception cref="CommandException">A flag is wrong, or two flags contradict each other.</exception>
    public ConsumeRequest Read(CommandRun run)
    {
        var now = DateTimeOffset.UtcNow;
        var from = run.Parsed.GetValue(_from) is { } start ? PositionText.ParseFrom(start, "--from", now) : Position.Start;
        Position? until = run.Parsed.GetValue(_until) is { } stop ? PositionText.ParseUntil(stop, "--until", now) : null;
        var request = new ConsumeRequest
        {
            Topics = run.Parsed.GetValue(_topics)!,
            Partitions = PartitionNumbers.Read(run, _partitions),
            From = from,
            Until = until,
            Isolation = ParseIsolation(run.Parsed.GetValue(_isolation)),
            CountMax = run.Parsed.GetValue(_count) is { } count ? ParseCount(count) : long.MaxValue,

            // Nothing lies between the end and the end: a user who starts there wants new records.
            IsFollowing = run.Parsed.GetValue(_follow) || (from.Kind == PositionKind.End && until is null),
            Group = ReadGroup(run),
        };
        Check(request);
        return request;
    }

    private static void Check(ConsumeRequest request)
    {
        if (request.Group is not null && request.Partitions is not null)
        {
            throw new CommandException(
                ExitCode.Usage, "--partition cannot be combined with --group: the group decides which member reads what.");
        }

        if (request.Group is not null && request.From.Kind is not (PositionKind.Start or PositionKind.End))
        {
            throw new CommandException(
                ExitCode.Usage,
                "with --group, --from is start or end, for a group without offsets; "
                + $"`garam groups reset-offsets {request.Group.Name}` moves offsets.");
        }

        if (request is { IsFollowing: true, Until.Kind: PositionKind.End or PositionKind.BeforeEnd })
        {
            throw new CommandException(ExitCode.Usage, "--follow reads past the end, so it cannot be combined with this --until.");
        }
    }

    private GroupRequest? ReadGroup(CommandRun run)
    {
        var (assignor, commit) = (run.Parsed.GetValue(_assignor), run.Parsed.GetValue(_commit));
        if (run.Parsed.GetValue(_group) is not { } name)
        {
            return assignor is null && commit is null
                ? null
                : throw new CommandException(ExitCode.Usage, $"{(assignor is null ? "--commit" : "--assignor")} needs --group.");
        }

        var mode = commit switch
        {
            null or "auto" => CommitMode.Auto,
            "end" => CommitMode.End,
            "never" => CommitMode.Never,
            _ => throw new CommandException(ExitCode.Usage, $"--commit: there is no '{commit}'; choose auto, end or never."),
        };
        return new GroupRequest(name, assignor is null ? null : FindAssignor(assignor), mode);
    }

    private static PartitionAssignor FindAssignor(string name) =>
        Assignors.FirstOrDefault(assignor => assignor.Name == name)
        ?? throw new CommandException(
            ExitCode.Usage,
            $"--assignor: there is no '{name}'; choose range, sticky or cooperative-sticky."
            + Suggestion.For(name, Assignors.Select(assignor => assignor.Name)));

    private static IsolationLevel ParseIsolation(string? name) => name switch
    {
        null or "committed" => IsolationLevel.Committed,
        "uncommitted" => IsolationLevel.Uncommitted,
        _ => throw new CommandException(ExitCode.Usage, $"--isolation: there is no '{name}'; choose committed or uncommitted."),
    };

    private static long ParseCount(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new CommandException(ExitCode.Usage, $"--count: '{text}' is not a number of records.");
}
