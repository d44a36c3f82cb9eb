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

        var offsets = group.Offsets.ToBuilder();
        var bytes = 0L;
        foreach (var entry in Offsets)
        {
            var partition = new TopicPartition(entry.TopicId, entry.Partition);
            bytes += GroupSizes.OfOffset(entry.Metadata) - GroupSizes.OfOffset(offsets.GetValueOrDefault(partition));
            offsets[partition] = entry.ToCommitted();
        }

        state.Groups.Set(group.WithOffsets(offsets.ToImmutable(), bytes));
    }
}
