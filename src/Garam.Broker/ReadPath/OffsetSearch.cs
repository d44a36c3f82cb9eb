using Garam.Broker.Cache;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Protocol;
using Garam.Protocol.Records;
using Garam.Transport.Buffers;

namespace Garam.Broker.ReadPath;

/// <summary>
/// Finds offsets by time, exact to the record: metadata leads to the extent, the chunk to the batch, and the batch is opened. Any number of
/// searches at once, but one batch at a time is decompressed: a small one may take a lot of memory.
/// </summary>
public sealed class OffsetSearch(Replica replica, ChunkCache cache, FetchOptions options)
{
    private readonly ByteBudget _decompression = new(options.DecompressedBytesMax);

    /// <summary>The first record at or after the time.</summary>
    public async ValueTask<OffsetFinding> FindFirstAsync(TopicPartition partition, long timestampMs, CancellationToken cancellation)
    {
        var next = replica.Read((partition, timestampMs), static (state, key) => Candidate.OfTimestamp(state, key.partition, key.timestampMs));
        while (next is { } candidate)
        {
            var finding = await SearchAsync(
                candidate.Extent,
                bytes => FindFirst(bytes, timestampMs, candidate.LogStartOffset, options.DecompressedBytesMax),
                cancellation);
            if (finding.Error != ErrorCode.None || finding.Found is not null)
            {
                return finding;
            }

            // The extent's records of that time lie below the log's start.
            next = replica.Read((partition, timestampMs, candidate.Extent.Place.LastOffset), static (state, key) =>
                Candidate.Behind(state, key.partition, key.timestampMs, key.LastOffset));
        }

        return OffsetFinding.Nothing;
    }

    /// <summary>The first record with the latest timestamp.</summary>
    public async ValueTask<OffsetFinding> FindMaxAsync(TopicPartition partition, CancellationToken cancellation)
    {
        var candidate = replica.Read(partition, static (state, key) => Candidate.OfMaxTimestamp(state, key));
        return candidate is { } found
            ? await SearchAsync(found.Extent, bytes => FindMax(bytes, options.DecompressedBytesMax), cancellation)
            : OffsetFinding.Nothing;
    }

    private async ValueTask<OffsetFinding> SearchAsync(
        PlannedExtent extent, Func<ReadOnlyMemory<byte>, OffsetFinding> search, CancellationToken cancellation)
    {
        var load = await cache.LeaseAsync(extent.Segment, extent.Source.Length, mayWaitForRoom: true, cancellation);
        if (!load.IsReady)
        {
            return OffsetFinding.Failed(ErrorCode.KafkaStorageError);
        }

        try
        {
            var prepared = cache.Prepare(load.Chunk, extent.Place);
            if (!prepared.IsSound)
            {
                return OffsetFinding.Failed(ErrorCode.KafkaStorageError);
            }

            await _decompression.ReserveAsync(options.DecompressedBytesMax, cancellation);
            try
            {
                return search(prepared.Bytes);
            }
            finally
            {
                _decompression.Release(options.DecompressedBytesMax);
            }
        }
        finally
        {
            cache.Release(load.Chunk);
        }
    }

    private static OffsetFinding FindFirst(ReadOnlyMemory<byte> extent, long timestampMs, long offsetMin, int decompressedBytesMax)
    {
        var batches = new BatchSequenceReader(extent.Span);
        while (batches.MoveNext())
        {
            var error = TimestampSearch.FindFirst(batches.Current, timestampMs, offsetMin, decompressedBytesMax, out var found);
            if (error != ErrorCode.None || found is not null)
            {
                return new OffsetFinding(error, found);
            }
        }

        return OffsetFinding.Nothing;
    }

    private static OffsetFinding FindMax(ReadOnlyMemory<byte> extent, int decompressedBytesMax)
    {
        ReadOnlySpan<byte> latest = default;
        var batches = new BatchSequenceReader(extent.Span);
        while (batches.MoveNext())
        {
            if (latest.IsEmpty || new RecordBatchHeader(batches.Current).MaxTimestamp > new RecordBatchHeader(latest).MaxTimestamp)
            {
                latest = batches.Current;
            }
        }

        return new OffsetFinding(TimestampSearch.FindMax(latest, decompressedBytesMax, out var found), found);
    }

    /// <summary>An extent to look into, copied out of the state.</summary>
    private readonly record struct Candidate(PlannedExtent Extent, long LogStartOffset)
    {
        /// <summary>Extents looked at in one go behind a log's start: the lock is held for each go.</summary>
        private const int Step = 64;

        public static Candidate? OfTimestamp(ClusterState state, TopicPartition partition, long timestampMs) =>
            state.Extents.TryFindByTimestamp(partition, timestampMs, out var extent) ? Of(state, partition, extent.Value) : null;

        public static Candidate? OfMaxTimestamp(ClusterState state, TopicPartition partition) =>
            state.Extents.TryFindMaxTimestamp(partition, out var extent) ? Of(state, partition, extent.Value) : null;

        public static Candidate? Behind(ClusterState state, TopicPartition partition, long timestampMs, long lastOffset)
        {
            Span<Extent> extents = stackalloc Extent[Step];
            var count = state.Extents.Find(partition, lastOffset + 1, long.MaxValue, extents);
            for (var i = 0; i < count; i++)
            {
                // The last one is looked into in any case, so that the search goes on behind it.
                if (extents[i].MaxTimestampMs >= timestampMs || i == Step - 1)
                {
                    return Of(state, partition, extents[i]);
                }
            }

            return null;
        }

        private static Candidate? Of(ClusterState state, TopicPartition partition, in Extent extent) =>
            state.Topics.TryGetPartition(partition, out var log) ? new Candidate(PlannedExtent.Of(state, extent), log.LogStartOffset) : null;
    }
}

/// <param name="Error">None, or why it is not known.</param>
/// <param name="Found">Null when there is no such record.</param>
public readonly record struct OffsetFinding(ErrorCode Error, TimestampedOffset? Found)
{
    public static readonly OffsetFinding Nothing = new(ErrorCode.None, null);

    public static OffsetFinding Failed(ErrorCode error) => new(error, null);
}
