using Garam.Broker.Cache;
using Garam.Segments;
using Garam.Metadata.Segments;
using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Records;
using Garam.Transport.Buffers;

namespace Garam.Broker.WritePath;

/// <summary>
/// Turns parked batches into the bytes of a segment: sorted by partition, copied and checked in one pass. Used by the seal loop
/// alone, one segment at a time.
/// </summary>
internal sealed class SegmentSealer(ChunkCache cache, RecordClock clock)
{
    private static readonly Comparison<Sorted> ByPartitionThenArrival = static (left, right) =>
    {
        var topic = left.TopicId.CompareTo(right.TopicId);
        var partition = topic != 0 ? topic : left.Partition.CompareTo(right.Partition);
        return partition != 0 ? partition : left.Arrival.CompareTo(right.Arrival);
    };

    private readonly List<Sorted> _order = [];
    private readonly List<SegmentRun> _runs = [];
    private readonly List<SegmentBatch> _entries = [];
    private readonly List<BatchReceiver> _receivers = [];

    /// <summary>
    /// Batches whose checksum is wrong are settled here; the others are in the segment. The frames are given back in either case.
    /// </summary>
    public async ValueTask<SealedSegment> SealAsync(IReadOnlyList<ParkedBatch> batches, long bytes, CancellationToken cancellation)
    {
        var runs = Sort(batches);
        var block = await cache.TakeForWriteAsync(SegmentFormat.LengthFor(bytes, runs), cancellation);
        _entries.Clear();
        _receivers.Clear();
        var length = Write(batches, block.Memory.Span);
        return new SealedSegment(block, length, [.. _entries], [.. _receivers]);
    }

    private int Sort(IReadOnlyList<ParkedBatch> batches)
    {
        _order.Clear();
        for (var i = 0; i < batches.Count; i++)
        {
            _order.Add(new Sorted(batches[i].TopicId, batches[i].Answer.Index, i));
        }

        _order.Sort(ByPartitionThenArrival);
        var runs = 0;
        for (var i = 0; i < _order.Count; i++)
        {
            runs += i == 0 || !_order[i].IsOfSamePartition(_order[i - 1]) ? 1 : 0;
        }

        return runs;
    }

    private int Write(IReadOnlyList<ParkedBatch> batches, Span<byte> block)
    {
        var nowMs = clock.ReadMs();
        _runs.Clear();
        var writer = new SegmentWriter(block, _runs);
        for (var i = 0; i < _order.Count; i++)
        {
            if (i == 0 || !_order[i].IsOfSamePartition(_order[i - 1]))
            {
                writer.BeginRun(_order[i].TopicId, _order[i].Partition);
            }

            var batch = batches[_order[i].Arrival];
            var maxTimestampMs = batch.TimestampType == TimestampType.LogAppendTime ? nowMs : batch.MaxTimestampMs;
            if (writer.TryAppend(batch.Bytes.Span, batch.TimestampType, maxTimestampMs, out var position))
            {
                _entries.Add(Describe(batch, new RecordBatchHeader(block[position..]), position));
                _receivers.Add(new BatchReceiver(batch.Request, batch.Answer));
            }
            else
            {
                RefuseCorrupt(batch);
            }

            batch.Request.BatchCopied();
        }

        return writer.Finish();
    }

    /// <summary>
    /// A producer id without an epoch (-1) promises no sequence: Kafka takes any number of it. So metadata need not remember it, and knows
    /// ids with epochs only.
    /// </summary>
    private static SegmentBatch Describe(in ParkedBatch batch, RecordBatchHeader stored, int position) => new()
    {
        TopicId = batch.TopicId,
        Partition = batch.Answer.Index,
        Position = position,
        Length = batch.Bytes.Length,
        RecordCount = stored.LastOffsetDelta + 1,
        BaseTimestampMs = stored.BaseTimestamp,
        MaxTimestampMs = stored.MaxTimestamp,
        ProducerId = stored.ProducerEpoch > RecordBatchLayout.NoProducerEpoch ? stored.ProducerId : RecordBatchLayout.NoProducerId,
        ProducerEpoch = stored.ProducerEpoch,
        BaseSequence = stored.BaseSequence,
        Attributes = stored.Attributes,
    };

    private static void RefuseCorrupt(in ParkedBatch batch)
    {
        batch.Answer.ErrorCode = ErrorCode.CorruptMessage;
        batch.Answer.ErrorMessage = "Record is corrupt (the CRC-32C that was computed is not the one that the batch states).";
        batch.Answer.BaseOffset = -1;
        batch.Request.BatchSettled();
    }

    private readonly record struct Sorted(Uuid TopicId, int Partition, int Arrival)
    {
        public bool IsOfSamePartition(in Sorted other) => TopicId == other.TopicId && Partition == other.Partition;
    }
}

/// <summary>
/// The bytes of a segment, complete with footer, its batches, and the receivers of their results. It keeps nothing of the frames.
/// </summary>
/// <param name="Block">At least as long as the segment; its owner is the flight.</param>
/// <param name="Length">The length of the segment.</param>
/// <param name="Batches">In the order in which they lie in the segment.</param>
/// <param name="Receivers">One for each batch.</param>
internal sealed record SealedSegment(ArenaBlock Block, int Length, SegmentBatch[] Batches, BatchReceiver[] Receivers)
{
    public ReadOnlyMemory<byte> Content => Block.Memory[..Length];
}

/// <summary>The receiver of the result of one batch.</summary>
internal readonly record struct BatchReceiver(PendingProduce Request, ProduceResponse.PartitionProduceResponse Answer)
{
    public void Settle(in BatchResult result)
    {
        Answer.ErrorCode = result.Error;
        Answer.BaseOffset = result.BaseOffset;
        Answer.LogAppendTimeMs = result.LogAppendTimeMs;
        Answer.LogStartOffset = result.LogStartOffset;
        Request.BatchSettled();
    }
}
