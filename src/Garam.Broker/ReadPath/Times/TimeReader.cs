using System.Diagnostics.CodeAnalysis;
using Garam.Broker.Cache;
using Garam.Broker.ReadPath.Planning;
using Garam.Protocol;
using Garam.Protocol.Records;
using Garam.Transport.Buffers;

namespace Garam.Broker.ReadPath.Times;

/// <summary>
/// Opens batches for searches by time and remembers their times. Any number of searches at once, but one batch at a time is opened: a small
/// one may take a lot of memory. Nothing is held while a client waits for its allowance.
/// </summary>
internal sealed class TimeReader(ChunkCache cache, FetchOptions options)
{
    private readonly ByteBudget _decompression = new(options.DecompressedBytesMax);
    private readonly FoundTimes _found = new(options.FoundTimesBytesMax);

    /// <summary>The times of a whole extent, if all its batches were opened before.</summary>
    public bool TryRecall(PlannedExtent extent, [NotNullWhen(true)] out BatchTimes? times) =>
        _found.TryGet(extent.Segment, KeyOf(extent), out times);

    /// <summary>Completes the visit. None, or why it cannot be completed.</summary>
    public async ValueTask<ErrorCode> ReadAsync(
        PlannedExtent extent, BatchVisit visit, SearchAllowance allowance, CancellationToken cancellation)
    {
        var opened = new List<BatchTimes>();
        while (true)
        {
            await allowance.WaitAsync(cancellation);
            var load = await cache.LeaseAsync(extent.Segment, extent.Source.Length, mayWaitForRoom: true, cancellation);
            if (!load.IsReady)
            {
                return ErrorCode.KafkaStorageError;
            }

            try
            {
                var prepared = cache.Prepare(load.Chunk, extent.Place);
                if (!prepared.IsSound)
                {
                    return ErrorCode.KafkaStorageError;
                }

                if (await VisitAsync(extent, prepared.Bytes, visit, opened, allowance, cancellation))
                {
                    return visit.Error;
                }
            }
            finally
            {
                cache.Release(load.Chunk);
            }
        }
    }

    /// <summary>False when the client used up its allowance on the way.</summary>
    private async ValueTask<bool> VisitAsync(
        PlannedExtent extent,
        ReadOnlyMemory<byte> bytes,
        BatchVisit visit,
        List<BatchTimes> opened,
        SearchAllowance allowance,
        CancellationToken cancellation)
    {
        while (visit.Next(bytes.Span) is { } position)
        {
            await _decompression.ReserveAsync(options.DecompressedBytesMax, cancellation);
            try
            {
                var times = TimesOf(extent, bytes.Span[position..], position, allowance);
                opened.Add(times);
                allowance.Charge(visit.Take(times, bytes.Span[position..], options.DecompressedBytesMax));
            }
            finally
            {
                _decompression.Release(options.DecompressedBytesMax);
            }

            if (!visit.IsDone && allowance.IsUsedUp)
            {
                return false;
            }
        }

        if (!visit.IsDone && opened.Count == CountOf(bytes.Span))
        {
            opened.Sort(static (left, right) => Nullable.Compare(left.Max?.Offset, right.Max?.Offset));
            _found.Put(extent.Segment, KeyOf(extent), BatchTimes.Join(opened));
        }

        return true;
    }

    private BatchTimes TimesOf(PlannedExtent extent, ReadOnlySpan<byte> batch, int position, SearchAllowance allowance)
    {
        var key = extent.Place.Position + position;
        if (!_found.TryGet(extent.Segment, key, out var times))
        {
            times = BatchTimes.Read(batch, offsetMin: 0, options.DecompressedBytesMax);
            allowance.Charge(times.OpenedBytes);
            _found.Put(extent.Segment, key, times);
        }

        return times;
    }

    private static int CountOf(ReadOnlySpan<byte> extent)
    {
        var count = 0;
        var batches = new BatchSequenceReader(extent);
        while (batches.MoveNext())
        {
            count++;
        }

        return count;
    }

    /// <summary>Another number than that of its first batch.</summary>
    private static int KeyOf(PlannedExtent extent) => ~extent.Place.Position;
}
