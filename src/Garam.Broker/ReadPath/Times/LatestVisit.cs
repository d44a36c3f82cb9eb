using Garam.Protocol;
using Garam.Protocol.Records;

namespace Garam.Broker.ReadPath.Times;

/// <summary>Looks for the record with the latest time, the first one if there are several, from an offset on.</summary>
internal sealed class LatestVisit : BatchVisit
{
    private readonly long _offsetMin;

    /// <param name="offsetMin">The log's start.</param>
    /// <param name="best">The best time of other extents. It is <see cref="BatchVisit.Found"/> as long as this extent has nothing
    /// better.</param>
    public LatestVisit(long offsetMin, TimestampedOffset? best) => (_offsetMin, Found) = (offsetMin, best);

    public override long Take(BatchTimes times, ReadOnlySpan<byte> batch, int decompressedBytesMax)
    {
        long opened = 0;
        if (times.Max?.Offset < _offsetMin)
        {
            opened = times.OpenedBytes;
            times = BatchTimes.Read(batch, _offsetMin, decompressedBytesMax);
        }

        Error = times.Error;
        Found = LatestOf(Found, times.Max);
        IsDone = Error != ErrorCode.None;
        return opened;
    }

    /// <summary>Records without a time count only where no other has one; Kafka passes over times before 1970.</summary>
    public static TimestampedOffset? LatestOf(TimestampedOffset? left, TimestampedOffset? right)
    {
        if (right is not { TimestampMs: >= RecordBatchLayout.NoTimestamp } found)
        {
            return left;
        }

        return left is not { } best
            || found.TimestampMs > best.TimestampMs
            || (found.TimestampMs == best.TimestampMs && found.Offset < best.Offset)
            ? right
            : left;
    }

    protected override bool Wants(RecordBatchHeader header) =>
        header.LastOffset >= _offsetMin
        && (!BatchTimes.IsMaxTrusted(header)
            || Found is not { } best
            || header.MaxTimestamp > best.TimestampMs
            || (header.MaxTimestamp == best.TimestampMs && header.BaseOffset < best.Offset));

    /// <summary>Those that claim to be the latest come first: then most of the others need not be opened.</summary>
    protected override List<int> Order(ReadOnlySpan<byte> extent)
    {
        var positions = base.Order(extent);
        var latest = new long[positions.Count];
        for (var i = 0; i < latest.Length; i++)
        {
            var header = new RecordBatchHeader(extent[positions[i]..]);
            latest[i] = BatchTimes.IsMaxTrusted(header) ? header.MaxTimestamp : long.MinValue;
        }

        return [.. positions.Select((position, i) => (position, latest[i])).OrderByDescending(static batch => batch.Item2).Select(
            static batch => batch.position)];
    }
}
