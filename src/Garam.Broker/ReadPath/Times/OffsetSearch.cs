using Garam.Broker.Cache;
using Garam.Broker.ReadPath.Planning;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Logs;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Records;
using Garam.Transport.Frames;

namespace Garam.Broker.ReadPath.Times;

/// <summary>
/// Finds offsets by time, exact to the record: metadata leads to the extent, the chunk to the batch, and the batch is opened. Extents whose
/// times metadata does not know are opened too. What was found is remembered, and what one client may have opened is limited. Any number of
/// searches at once.
/// </summary>
public sealed class OffsetSearch(Replica replica, ChunkCache cache, FetchOptions options, TimeProvider time)
{
    private readonly TimeReader _reader = new(cache, options);
    private readonly SearchAllowances _allowances = new(options, time);

    /// <summary>The first record at or after the time.</summary>
    public async ValueTask<OffsetFinding> FindFirstAsync(
        FrameConnection client, TopicPartition partition, long timestampMs, CancellationToken cancellation)
    {
        var allowance = _allowances.Of(client);
        for (long? from = 0; from is { } offset;)
        {
            var piece = replica.Read((partition, timestampMs, offset), static (state, key) =>
                Piece.Of(
                    state,
                    key.partition,
                    state.Extents.FindTime(
                        key.partition, key.timestampMs, Piece.CommittedMsMin(state, key.partition, key.timestampMs), key.offset)));
            if (piece.Extent is { } extent)
            {
                var finding = await FindFirstAsync(extent, piece, timestampMs, allowance, cancellation);
                if (finding.Error != ErrorCode.None || finding.Found is not null)
                {
                    return finding;
                }
            }

            from = piece.NextOffset;
        }

        return OffsetFinding.Nothing;
    }

    /// <summary>The first record with the latest timestamp.</summary>
    public async ValueTask<OffsetFinding> FindMaxAsync(FrameConnection client, TopicPartition partition, CancellationToken cancellation)
    {
        var allowance = _allowances.Of(client);
        var known = await FindMaxOfKnownAsync(partition, allowance, cancellation);
        return known.Error == ErrorCode.None ? await FindMaxOfUnknownAsync(partition, known.Found, allowance, cancellation) : known;
    }

    private async ValueTask<OffsetFinding> FindFirstAsync(
        PlannedExtent extent, Piece piece, long timestampMs, SearchAllowance allowance, CancellationToken cancellation)
    {
        if (!piece.IsTimeKnown && _reader.TryRecall(extent, out var times)
            && times.TryFindFirst(timestampMs, out var found) && (found is null || found.Value.Offset >= piece.LogStartOffset))
        {
            return new OffsetFinding(ErrorCode.None, found);
        }

        var visit = new FirstVisit(timestampMs, piece.LogStartOffset);
        return new OffsetFinding(await _reader.ReadAsync(extent, visit, allowance, cancellation), visit.Found);
    }

    /// <summary>
    /// Among the extents whose latest time is known. It may be too late a time, which a producer wrote into its header: then the one that
    /// is the next in order can have a later record.
    /// </summary>
    private async ValueTask<OffsetFinding> FindMaxOfKnownAsync(
        TopicPartition partition, SearchAllowance allowance, CancellationToken cancellation)
    {
        TimestampedOffset? best = null;
        (long TimestampMs, long Offset) limit = (long.MaxValue, -1);
        while (FindLatest(partition, limit) is { Extent: { } extent } piece && IsBetter(piece, extent, best))
        {
            var visit = new LatestVisit(piece.LogStartOffset, best);
            if (await _reader.ReadAsync(extent, visit, allowance, cancellation) is var error && error != ErrorCode.None)
            {
                return OffsetFinding.Failed(error);
            }

            best = visit.Found;
            if (best?.TimestampMs >= piece.MaxTimestampMs)
            {
                break;
            }

            limit = (piece.MaxTimestampMs, extent.Place.BaseOffset);
        }

        return new OffsetFinding(ErrorCode.None, best);
    }

    private Piece FindLatest(TopicPartition partition, (long TimestampMs, long Offset) limit)
    {
        ExtentSearch? before = null;
        while (true)
        {
            var (found, piece) = replica.Read((partition, limit, before), static (state, key) =>
            {
                var found = state.Extents.FindLatest(key.partition, key.limit, key.before);
                return (found, Piece.Of(state, key.partition, found));
            });
            if (found.NextOffset is null)
            {
                return piece;
            }

            before = found;
        }
    }

    private static bool IsBetter(Piece piece, PlannedExtent extent, TimestampedOffset? best) =>
        best is not { } known || piece.MaxTimestampMs > known.TimestampMs
        || (piece.MaxTimestampMs == known.TimestampMs && extent.Place.BaseOffset < known.Offset);

    /// <summary>
    /// Goes backwards, because the latest records are most often in the last extents: then those before them need not be opened.
    /// </summary>
    private async ValueTask<OffsetFinding> FindMaxOfUnknownAsync(
        TopicPartition partition, TimestampedOffset? best, SearchAllowance allowance, CancellationToken cancellation)
    {
        for (long? before = long.MaxValue; before is { } offset;)
        {
            var piece = replica.Read((partition, best?.TimestampMs, offset), static (state, key) =>
                Piece.Of(
                    state,
                    key.partition,
                    state.Extents.FindUnknownTime(
                        key.partition, Piece.CommittedMsMin(state, key.partition, key.TimestampMs ?? -1), key.offset)));
            if (piece.Extent is { } extent)
            {
                if (_reader.TryRecall(extent, out var times) && !(times.Max?.Offset < piece.LogStartOffset))
                {
                    best = LatestVisit.LatestOf(best, times.Max);
                }
                else
                {
                    var visit = new LatestVisit(piece.LogStartOffset, best);
                    if (await _reader.ReadAsync(extent, visit, allowance, cancellation) is var error && error != ErrorCode.None)
                    {
                        return OffsetFinding.Failed(error);
                    }

                    best = visit.Found;
                }
            }

            before = piece.NextOffset;
        }

        return new OffsetFinding(ErrorCode.None, best);
    }

    /// <summary>The result of one look at the state, copied out of it.</summary>
    private readonly record struct Piece(
        PlannedExtent? Extent, bool IsTimeKnown, long MaxTimestampMs, long LogStartOffset, long? NextOffset)
    {
        /// <summary>The agent that accepted a record and the leader that committed it need not agree about the time.</summary>
        private const long ClockDifferenceMsMax = 3_600_000;

        public static Piece Of(ClusterState state, TopicPartition partition, ExtentSearch found)
        {
            var logStart = state.Topics.TryGetPartition(partition, out var log) ? log.LogStartOffset : 0;
            return found.Extent is { } extent
                ? new Piece(PlannedExtent.Of(state, extent), extent.IsTimeKnown, extent.MaxTimestampMs, logStart, found.NextOffset)
                : new Piece(null, false, 0, logStart, found.NextOffset);
        }

        /// <summary>
        /// The earliest commit time of a segment that can hold records of this time and names no time itself: no record is accepted that is
        /// further in the future than the topic allows.
        /// </summary>
        public static long CommittedMsMin(ClusterState state, TopicPartition partition, long timestampMs)
        {
            var ahead = state.Topics.TryGet(partition.TopicId, out var topic)
                ? state.Configs.SettingsOf(topic.Name).TimestampAfterMaxMs
                : long.MaxValue;
            return ahead < timestampMs - ClockDifferenceMsMax ? timestampMs - ClockDifferenceMsMax - ahead : long.MinValue;
        }
    }
}

/// <param name="Error">None, or why it is not known.</param>
/// <param name="Found">Null when there is no such record.</param>
public readonly record struct OffsetFinding(ErrorCode Error, TimestampedOffset? Found)
{
    public static readonly OffsetFinding Nothing = new(ErrorCode.None, null);

    public static OffsetFinding Failed(ErrorCode error) => new(error, null);
}
