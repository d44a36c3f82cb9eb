using Garam.Protocol;
using Garam.Protocol.Records;

namespace Garam.Broker.ReadPath.Times;

/// <summary>
/// A search through the batches of one extent: which of them it has to know, and what it makes of their times. It may be interrupted
/// between two batches. Used by one request.
/// </summary>
internal abstract class BatchVisit
{
    private List<int>? _positions;
    private int _next;

    /// <summary>Why the search cannot be completed.</summary>
    public ErrorCode Error { get; protected set; }

    public TimestampedOffset? Found { get; protected set; }

    /// <summary>Nothing else of the extent has to be known.</summary>
    public bool IsDone { get; protected set; }

    /// <summary>The next batch to know, by its position in the extent; null when there is none.</summary>
    public int? Next(ReadOnlySpan<byte> extent)
    {
        _positions ??= Order(extent);
        while (!IsDone && _next < _positions.Count)
        {
            var position = _positions[_next++];
            if (Wants(new RecordBatchHeader(extent[position..])))
            {
                return position;
            }
        }

        return null;
    }

    /// <summary>The times of the batch that was wanted last.</summary>
    /// <param name="times">The times that were read, now or earlier.</param>
    /// <param name="batch">Begins with the batch.</param>
    /// <param name="decompressedBytesMax">The limit for its records, if it has to be opened again.</param>
    /// <returns>The bytes that were opened again.</returns>
    public abstract long Take(BatchTimes times, ReadOnlySpan<byte> batch, int decompressedBytesMax);

    /// <summary>Can change with what was taken so far.</summary>
    protected abstract bool Wants(RecordBatchHeader header);

    /// <summary>The positions of all batches, in the order in which they are looked at.</summary>
    protected virtual List<int> Order(ReadOnlySpan<byte> extent)
    {
        List<int> positions = [];
        var batches = new BatchSequenceReader(extent);
        while (batches.MoveNext())
        {
            positions.Add(extent.Length - batches.RemainingBytes - batches.Current.Length);
        }

        return positions;
    }
}

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

    protected override bool Wants(RecordBatchHeader header) =>
        header.LastOffset >= offsetMin && !TimestampSearch.IsTooOld(header, timestampMs);
}
