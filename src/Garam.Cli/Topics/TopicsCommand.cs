using Garam.Cli.Commands;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics</c>: everything about topics except their records.</summary>
internal static class TopicsCommand
{
    public const string Description =
        "List, describe, create, alter and delete topics, one by one or from a file; show their sizes and offsets.";

    public static ToolCommand Create() => new("topics", Description)
    {
        ListTopics.Create(),
        DescribeTopics.Create(),
        CreateTopics.Create(),
        AlterTopics.Create(),
        DeleteTopics.Create(),
        ApplyTopics.Create(),
        TopicSizes.Create(),
        TopicOffsets.Create(),
        DeleteRecords.Create(),
    };
}
