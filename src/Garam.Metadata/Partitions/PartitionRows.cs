using Garam.Metadata.Producers;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Partitions;

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

    public static PartitionRecord Of(TopicPartition partition, PartitionLog state) => new()
    {
        TopicId = partition.TopicId,
        Partition = partition.Partition,
        LogStartOffset = state.LogStartOffset,
        HighWatermark = state.HighWatermark,
    };
}

/// <summary>Some extents of the partition before it, in order.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class ExtentsRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Extents;

    /// <summary>About 8 KiB: rows stay far below the size of a chunk.</summary>
    public const int ExtentsMax = 256;

    [Field]
    public ExtentEntry[] Extents { get; set; } = [];

    public static ExtentsRecord Of(ExtentList extents, int from)
    {
        var entries = new ExtentEntry[Math.Min(ExtentsMax, extents.Count - from)];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = ExtentEntry.Of(extents[from + i]);
        }

        return new ExtentsRecord { Extents = entries };
    }
}

[WireStruct(Flexible = "0+")]
internal partial struct ExtentEntry
{
    [Field]
    public long BaseOffset { get; set; }

    [Field]
    public int LastOffsetDelta { get; set; }

    [Field]
    public long MaxTimestampMs { get; set; }

    [Field]
    public int SegmentSlot { get; set; }

    [Field]
    public int Position { get; set; }

    [Field]
    public int Length { get; set; }

    public static ExtentEntry Of(in StoredExtent extent) => new()
    {
        BaseOffset = extent.BaseOffset,
        LastOffsetDelta = extent.LastOffsetDelta,
        MaxTimestampMs = extent.MaxTimestampMs,
        SegmentSlot = extent.SegmentSlot,
        Position = extent.Position,
        Length = extent.Length,
    };

    public readonly StoredExtent ToExtent() => new(BaseOffset, MaxTimestampMs, LastOffsetDelta, SegmentSlot, Position, Length);
}

/// <summary>Some producers of the partition before it, by id.</summary>
[Message("0-1", Flexible = "0+")]
internal sealed partial class ProducersRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Producers;

    public override short Version => Array.Exists(Producers, static producer => producer.FirstSequence >= 0) ? (short)1 : (short)0;

    /// <summary>About 20 KiB: rows stay far below the size of a chunk.</summary>
    public const int ProducersMax = 128;

    [Field]
    public ProducerEntry[] Producers { get; set; } = [];
}
