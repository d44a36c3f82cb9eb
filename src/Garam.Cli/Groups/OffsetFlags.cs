using System.CommandLine;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;

namespace Garam.Cli.Groups;

/// <summary>A selection of a group's committed offsets.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Topics">Empty for every topic that the group has offsets of.</param>
/// <param name="Partitions">Null for all partitions of each topic.</param>
internal sealed record OffsetSelection(string Group, IReadOnlyList<string> Topics, IReadOnlyList<int>? Partitions);

/// <summary>The flags that select committed offsets of a group.</summary>
internal sealed class OffsetFlags
{
    private readonly Argument<string> _group = new Argument<string>("GROUP") { Description = "The group" }.CompleteGroups();

    private readonly Option<string[]> _topics = new Option<string[]>("--topic")
    {
        Description = "Only this topic; may be repeated",
        HelpName = "TOPIC",
        AllowMultipleArgumentsPerToken = true,
    }.CompleteTopics();

    private readonly Option<string?> _partitions = new("--partition")
    {
        Description = "Only these partitions of the topic, such as 0,2,4-7",
        HelpName = "LIST",
    };

    private readonly Option<bool> _allTopics = new("--all-topics")
    {
        Description = "Every topic for which the group has committed offsets",
    };

    public OffsetFlags(Command command)
    {
        command.Add(_group);
        command.Add(_topics);
        command.Add(_partitions);
        command.Add(_allTopics);
    }

    /// <exception cref="CommandException">The flags contradict each other, or a list is wrong.</exception>
    public OffsetSelection Read(CommandRun run)
    {
        var topics = run.Parsed.GetValue(_topics) ?? [];
        var isAll = run.Parsed.GetValue(_allTopics);
        if (topics.Length > 0 == isAll)
        {
            throw new CommandException(
                ExitCode.Usage,
                isAll ? "--topic and --all-topics exclude each other." : "choose the offsets with --topic NAME or --all-topics.");
        }

        var partitions = PartitionNumbers.Read(run, _partitions);
        return partitions is null || topics.Length == 1
            ? new OffsetSelection(run.Parsed.GetValue(_group)!, topics, partitions)
            : throw new CommandException(ExitCode.Usage, "--partition needs exactly one --topic.");
    }
}
