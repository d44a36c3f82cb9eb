using Garam.Metadata.Groups;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>A group without its offsets, which follow.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class GroupRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Group;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public int Generation { get; set; }

    [Field]
    public sbyte Phase { get; set; }

    [Field]
    public long PhaseSinceMs { get; set; }

    [Field(Nullable = "0+")]
    public string? ProtocolType { get; set; }

    [Field(Nullable = "0+")]
    public string? ProtocolName { get; set; }

    [Field(Nullable = "0+")]
    public string? LeaderId { get; set; }

    [Field]
    public GroupMember[] Members { get; set; } = [];

    public static GroupRecord Of(GroupState group) => new()
    {
        GroupId = group.GroupId,
        Generation = group.Generation,
        Phase = (sbyte)group.Phase,
        PhaseSinceMs = group.PhaseSinceMs,
        ProtocolType = group.ProtocolType,
        ProtocolName = group.ProtocolName,
        LeaderId = group.LeaderId,
        Members = [.. group.Members.Values],
    };

    public void RestoreInto(ClusterState state)
    {
        var group = new GroupState(GroupId)
        {
            Generation = Generation,
            Phase = (GroupPhase)Phase,
            PhaseSinceMs = PhaseSinceMs,
            ProtocolType = ProtocolType,
            ProtocolName = ProtocolName,
            LeaderId = LeaderId,
        };
        state.Groups.Set(group.WithMembers(Members));
    }
}
