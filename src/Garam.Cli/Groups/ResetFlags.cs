using System.CommandLine;
using Garam.Cli.Completion;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;

namespace Garam.Cli.Groups;

/// <summary>The flags of <c>garam groups reset-offsets</c>.</summary>
internal sealed class ResetFlags
{
    private readonly Argument<string> _group = new Argument<string>("GROUP") { Description = "The group" }.CompleteGroups();

    private readonly Option<string> _to = new("--to")
    {
        Description = $"start, end, an offset, +N or -N to move by N records, or a time ({TimeText.Forms})",
        HelpName = "POSITION",
        Required = true,
    };

    private readonly Option<string[]> _topics =
        new Option<string[]>("--topic") { Description = "Only this topic; may be repeated", HelpName = "TOPIC", AllowMultipleArgumentsPerToken = true }.CompleteTopics();
    private readonly Option<string?> _partitions = new("--partition") { Description = "Only these partitions of the topic, as 0,2,4-7", HelpName = "LIST" };
    private readonly Option<bool> _allTopics = new("--all-topics") { Description = "Every topic that the group has committed offsets of" };
    private readonly Option<bool> _execute = new("--execute") { Description = "Do it" };

    public ResetFlags(Command command)
    {
        command.Add(_group);
        command.Add(_to);
        command.Add(_topics);
        command.Add(_partitions);
        command.Add(_allTopics);
        command.Add(_execute);
    }

    public bool IsExecuting(CommandRun run) => run.Parsed.GetValue(_execute);

    /// <exception cref="CommandException">The flags make no sense.</exception>
    public ResetRequest Read(CommandRun run)
    {
        var topics = run.Parsed.GetValue(_topics) ?? [];
        var isAll = run.Parsed.GetValue(_allTopics);
        if (topics.Length > 0 == isAll)
        {
            throw new CommandException(ExitCode.Usage, isAll ? "--topic and --all-topics exclude each other." : "say which offsets: --topic NAME or --all-topics.");
        }

        var partitions = run.Parsed.GetValue(_partitions) is { } list ? PartitionNumbers.Parse(list, "--partition") : null;
        if (partitions is not null && topics.Length != 1)
        {
            throw new CommandException(ExitCode.Usage, "--partition needs exactly one --topic.");
        }

        var to = PositionText.ParseReset(run.Parsed.GetValue(_to)!, "--to", DateTimeOffset.UtcNow);
        return new ResetRequest(run.Parsed.GetValue(_group)!, to, topics, partitions);
    }
}
