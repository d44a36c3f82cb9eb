using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>Some offsets of a group, in the order of their partitions.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class GroupOffsetsRecord : SnapshotRecord
{
    /// <summary>Even with the longest client metadata that is allowed a row stays small beside a segment of the snapshot.</summary>
    public const int OffsetsMax = 256;

    public override SnapshotRecordType Type => SnapshotRecordType.GroupOffsets;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public OffsetEntry[] Offsets { get; set; } = [];

    public static GroupOffsetsRecord Of(string groupId, KeyValuePair<TopicPartition, CommittedOffset>[] offsets) =>
        new() { GroupId = groupId, Offsets = Array.ConvertAll(offsets, pair => OffsetEntry.Of(pair.Key, pair.Value)) };

    public void RestoreInto(ClusterState state)
    {
        if (!state.Groups.TryGet(GroupId, out var group))
        {
            throw new MalformedRequestException($"A snapshot row {Type} comes before its group.");
        }

        var offsets = Offsets.Select(entry => KeyValuePair.Create(new TopicPartition(entry.TopicId, entry.Partition), entry.ToCommitted()));
        state.Groups.Set(group with { Offsets = group.Offsets.SetItems(offsets) });
    }
}
