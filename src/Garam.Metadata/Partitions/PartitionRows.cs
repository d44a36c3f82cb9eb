using Garam.Metadata.Producers;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Partitions;

/// <summary>The rows of one partition: the partition itself, then its extents, then its producers.</summary>
internal static class PartitionRows
{
    public static IEnumerable<SnapshotRecord> Of(TopicPartition partition, PartitionLog log)
    {
        yield return PartitionRecord.Of(partition, log);
        for (var from = 0; from < log.Extents.Count; from += ExtentsRecord.ExtentsMax)
        {
            yield return ExtentsRecord.Of(log.Extents, from);
        }

        foreach (var producers in log.Producers.Values.Chunk(ProducersRecord.ProducersMax))
        {
            yield return new ProducersRecord { Producers = [.. producers.Select(ProducerEntry.Of)] };
        }
    }
}

/// <summary>
/// Builds partitions from their rows. A partition is complete when the next one begins or the snapshot ends. Owner: the loader.
/// </summary>
/// <param name="restore">Takes each complete partition.</param>
internal sealed class PartitionAssembly(Action<TopicPartition, PartitionLog> restore)
{
    private TopicPartition _partition;
    private PartitionLog? _log;

    public void Begin(TopicPartition partition, PartitionLog log)
    {
        Complete();
        (_partition, _log) = (partition, log);
    }

    public void Complete()
    {
        if (_log is not null)
        {
            restore(_partition, _log);
            _log = null;
        }
    }

    /// <summary>Returns the partition that the row belongs to, as far as it has been read.</summary>
    public PartitionLog Current(SnapshotRecord row) =>
        _log ?? throw new MalformedRequestException($"A snapshot row {row.Type} comes before the first partition.");

    public void Replace(PartitionLog log) => _log = log;
}

/// <summary>A partition. Rows with its extents and producers follow it.</summary>
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

    public static PartitionRecord Of(TopicPartition partition, PartitionLog log) => new()
    {
        TopicId = partition.TopicId,
        Partition = partition.Partition,
        LogStartOffset = log.LogStartOffset,
        HighWatermark = log.HighWatermark,
    };

    public void RestoreInto(PartitionAssembly partitions) => partitions.Begin(
        new TopicPartition(TopicId, Partition),
        new PartitionLog { LogStartOffset = LogStartOffset, HighWatermark = HighWatermark });
}

/// <summary>Some extents of the partition before it, in order.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class ExtentsRecord : SnapshotRecord
{
    /// <summary>About 8 KiB, so that a row stays far smaller than a chunk.</summary>
    public const int ExtentsMax = 256;

    public override SnapshotRecordType Type => SnapshotRecordType.Extents;

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

    public void RestoreInto(PartitionAssembly partitions)
    {
        var log = partitions.Current(this);
        var extents = log.Extents;
        long bytes = 0;
        foreach (var entry in Extents)
        {
            extents = extents.Append(entry.ToExtent());
            bytes += entry.Length;
        }

        partitions.Replace(log with { Extents = extents, SizeBytes = log.SizeBytes + bytes });
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

/// <summary>Some producers of the partition before it, ordered by id.</summary>
[Message("0-1", Flexible = "0+")]
internal sealed partial class ProducersRecord : SnapshotRecord
{
    /// <summary>About 20 KiB, so that a row stays far smaller than a chunk.</summary>
    public const int ProducersMax = 128;

    public override SnapshotRecordType Type => SnapshotRecordType.Producers;

    public override short Version => Array.Exists(Producers, static producer => producer.FirstSequence >= 0) ? (short)1 : (short)0;

    [Field]
    public ProducerEntry[] Producers { get; set; } = [];

    public void RestoreInto(PartitionAssembly partitions)
    {
        var log = partitions.Current(this);
        var producers = Producers.Select(entry => KeyValuePair.Create(entry.ProducerId, entry.ToProducer()));
        partitions.Replace(log with { Producers = log.Producers.AddRange(producers) });
    }
}
