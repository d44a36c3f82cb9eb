using Garam.Cli.Commands;

namespace Garam.Cli.Groups;

/// <summary><c>garam groups</c>: consumer groups and their offsets.</summary>
internal static class GroupsCommand
{
    public const string Description = "List, describe and delete consumer groups, and move or delete their offsets.";

    public static ToolCommand Create() => new("groups", Description)
    {
        ListGroups.Create(),
        DescribeGroups.Create(),
        ResetOffsets.Create(),
        DeleteOffsets.Create(),
        DeleteGroups.Create(),
    };
}
