using Garam.Metadata.Partitions;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>A partition; rows with its extents and producers follow it.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class PartitionRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Partition;

    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    [Field]
    public long LogStartOffset { get; set; }

    [Field]
    public long HighWatermark { get; set; }

    public static PartitionRecord Of(TopicPartition partition, PartitionState state) => new()
    {
        TopicId = partition.TopicId,
        Partition = partition.Partition,
        LogStartOffset = state.LogStartOffset,
        HighWatermark = state.HighWatermark,
    };
}
