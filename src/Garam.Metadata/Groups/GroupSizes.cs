namespace Garam.Metadata.Groups;

/// <summary>
/// Estimates the memory that a group takes in every process that holds the state, for budgets. The overheads are those of 64-bit .NET
/// objects and of the nodes of the sorted tables, rounded up.
/// </summary>
public static class GroupSizes
{
    /// <summary>The group's record, its node in the table of groups, and its own two tables.</summary>
    public const int GroupOverhead = 512;

    private const int StringOverhead = 24;
    private const int MemberOverhead = 320;
    private const int ProtocolOverhead = 80;
    private const int OffsetOverhead = 200;

    public static long OfMember(MemberState member)
    {
        long bytes = MemberOverhead + member.Assignment.Length;
        bytes += OfText(member.MemberId) + OfText(member.InstanceId) + OfText(member.ClientId) + OfText(member.ClientHost);
        foreach (var protocol in member.Protocols)
        {
            bytes += ProtocolOverhead + OfText(protocol.Name) + protocol.Metadata.Length;
        }

        return bytes;
    }

    public static long OfOffset(CommittedOffset? offset) => offset is null ? 0 : OfOffset(offset.Metadata);

    public static long OfOffset(string metadata) => OffsetOverhead + OfText(metadata);

    private static long OfText(string? text) => string.IsNullOrEmpty(text) ? 0 : StringOverhead + (2L * text.Length);
}
