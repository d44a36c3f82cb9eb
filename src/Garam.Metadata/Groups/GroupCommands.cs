using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Groups;

/// <summary>
/// Ends a join round: the next generation begins with these members, whose assignments stay empty until <see cref="AssignGroup"/>. Without
/// members the group becomes empty.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class CompleteJoin : Command
{
    public override CommandType Type => CommandType.CompleteJoin;

    [Field]
    public string GroupId { get; set; } = "";

    /// <summary>One more than the group's generation, or 1 for a new group, so that the round of a second coordinator is refused.</summary>
    [Field]
    public int Generation { get; set; }

    [Field]
    public string ProtocolType { get; set; } = "";

    /// <summary>Null when there are no members.</summary>
    [Field(Nullable = "0+")]
    public string? ProtocolName { get; set; }

    [Field(Nullable = "0+")]
    public string? LeaderId { get; set; }

    [Field]
    public MemberState[] Members { get; set; } = [];
}

/// <summary>Sets the assignments that the leader of a generation computed. Members that it left out keep an empty one.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class AssignGroup : Command
{
    public override CommandType Type => CommandType.AssignGroup;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public int Generation { get; set; }

    [Field]
    public GroupAssignment[] Assignments { get; set; } = [];
}

/// <summary>One member of <see cref="AssignGroup"/>. The assignment has the assignor's own format.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class GroupAssignment
{
    [Field]
    public string MemberId { get; set; } = "";

    [Field]
    public ReadOnlyMemory<byte> Assignment { get; set; }
}

/// <summary>Removes members that left or whose sessions expired. The others have to join again.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class RemoveMembers : Command
{
    public override CommandType Type => CommandType.RemoveMembers;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public int Generation { get; set; }

    [Field]
    public string[] MemberIds { get; set; } = [];
}

/// <summary>A static member came back under a new member id. The old id is fenced from here on.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class ReplaceStaticMember : Command
{
    public override CommandType Type => CommandType.ReplaceStaticMember;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public int Generation { get; set; }

    [Field]
    public string ReplacedMemberId { get; set; } = "";

    /// <summary>The member as it joined now. It takes over the old assignment only if <see cref="KeepsGeneration"/>.</summary>
    [Field]
    public MemberState Member { get; set; } = new();

    /// <summary>False when the group has to rebalance: its protocol changes, or the group leader was already given the old id.</summary>
    [Field]
    public bool KeepsGeneration { get; set; }
}

/// <summary>
/// Commits offsets of one group. A simple consumer or an admin tool (generation -1) may commit only while the group has no members.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class CommitOffsets : Command
{
    public override CommandType Type => CommandType.CommitOffsets;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public int Generation { get; set; } = -1;

    [Field]
    public string MemberId { get; set; } = "";

    [Field]
    public OffsetToCommit[] Offsets { get; set; } = [];
}

/// <summary>One partition of <see cref="CommitOffsets"/>.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class OffsetToCommit
{
    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    [Field]
    public long Offset { get; set; }

    [Field]
    public int LeaderEpoch { get; set; } = -1;

    [Field]
    public string Metadata { get; set; } = "";

    /// <summary>The retention that the client asked for (OffsetCommit 2 to 4); -1 for the cluster's setting.</summary>
    [Field]
    public long RetentionMs { get; set; } = -1;

    public TopicPartition TopicPartition => new(TopicId, Partition);

    /// <summary>The client chooses the retention, so adding it to the time must not overflow.</summary>
    internal CommittedOffset Committed(long nowMs) =>
        new(Offset, LeaderEpoch, Metadata, nowMs, RetentionMs < 0 ? -1 : nowMs + Math.Min(RetentionMs, long.MaxValue - nowMs));
}

/// <summary>Either one error refuses the whole commit, or each partition has an error of its own, in the order of the command.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class CommitOffsetsResult : CommandResult
{
    [Field]
    public ErrorCode ErrorCode { get; set; }

    [Field]
    public ErrorCode[] PartitionErrors { get; set; } = [];

    public override ErrorCode Error => ErrorCode;

    public static CommitOffsetsResult Refused(ErrorCode error) => new() { ErrorCode = error };
}

/// <summary>An admin tool removes offsets of a group.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class DeleteOffsets : Command
{
    public override CommandType Type => CommandType.DeleteOffsets;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public OffsetToDelete[] Partitions { get; set; } = [];
}

/// <summary>One partition of <see cref="DeleteOffsets"/>.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class OffsetToDelete
{
    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    public TopicPartition TopicPartition => new(TopicId, Partition);
}

/// <summary>An admin tool removes a group that has no members, with its offsets.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class DeleteGroup : Command
{
    public override CommandType Type => CommandType.DeleteGroup;

    [Field]
    public string GroupId { get; set; } = "";
}

/// <summary>
/// Removes offsets of one group that have expired by the leader's clock, or whose topic is gone. The list is bounded. A group that is left
/// without members and offsets is removed too.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class ExpireOffsets : Command
{
    public override CommandType Type => CommandType.ExpireOffsets;

    [Field]
    public string GroupId { get; set; } = "";

    /// <summary>
    /// The time at which the group had entered its phase when the plan was made. If the phase changed since, nothing happens.
    /// </summary>
    [Field]
    public long PhaseSinceMs { get; set; }

    [Field]
    public ExpiredOffset[] Offsets { get; set; } = [];
}

/// <summary>One partition of <see cref="ExpireOffsets"/>.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class ExpiredOffset
{
    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    /// <summary>The time of the commit that has expired: a newer commit stays.</summary>
    [Field]
    public long CommitTimestampMs { get; set; }

    public TopicPartition TopicPartition => new(TopicId, Partition);
}
