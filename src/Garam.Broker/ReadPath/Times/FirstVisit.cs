using Garam.Protocol;
using Garam.Protocol.Records;

namespace Garam.Broker.ReadPath.Times;

/// <summary>Looks for the first record at or after a time, from an offset on.</summary>
internal sealed class FirstVisit(long timestampMs, long offsetMin) : BatchVisit
{
    public override long Take(BatchTimes times, ReadOnlySpan<byte> batch, int decompressedBytesMax)
    {
        long opened = 0;
        if (!times.TryFindFirst(timestampMs, out var found) || found?.Offset < offsetMin)
        {
            opened = times.OpenedBytes;
            Error = TimestampSearch.FindFirst(batch, timestampMs, offsetMin, decompressedBytesMax, out found);
        }
        else if (found is null)
        {
            Error = times.Error;
        }

        Found = found;
        IsDone = found is not null || Error != ErrorCode.None;
        return opened;
    }

    protected override bool Wants(RecordBatchHeader header) => header.LastOffset >= offsetMin && !TimestampSearch.IsTooOld(header, timestampMs);
}
