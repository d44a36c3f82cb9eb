using Garam.Cli.Terminal;
using Garam.Cli.Topics.Applying;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics</c>: everything about topics but their records.</summary>
internal static class TopicsCommand
{
    public const string Description = "List, describe, create, alter and delete topics, one by one or from a file.";

    public static ToolCommand Create() => new("topics", Description)
    {
        ListTopics.Create(),
        DescribeTopics.Create(),
        CreateTopics.Create(),
        AlterTopics.Create(),
        DeleteTopics.Create(),
        ApplyTopics.Create(),
    };
}
