using Garam.Segments;
using Garam.Metadata.Logs;
using Garam.Metadata.Segments;
using Garam.Storage.Errors;
using Garam.Verification.Findings;

namespace Garam.Verification.Segments;

/// <summary>Checks one live segment against itself and against its extents. One at a time, with the reader's stream.</summary>
internal sealed class SegmentContent(SegmentStream stream, SegmentContext context)
{
    /// <summary>Up to this size, one read of the whole segment costs no more than one of the header and one of the footer.</summary>
    private const int SmallSegmentBytes = 64 * 1024;

    private readonly RunContent _runs = new(stream, context);

    /// <param name="segment">The segment in the metadata.</param>
    /// <param name="size">The size in the store's listing.</param>
    /// <param name="extents">The extents of this segment, by position.</param>
    /// <param name="cancellation">Ends the check.</param>
    public async ValueTask<SegmentFaults> CheckAsync(
        LiveSegment segment, long? size, ReadOnlyMemory<PlacedExtent> extents, CancellationToken cancellation)
    {
        var faults = new SegmentFaults(segment);
        try
        {
            stream.Open(segment.Id.Key);
            if (await ReadFooterAsync(faults, segment, size, cancellation) is { } footer)
            {
                await CheckRunsAsync(faults, footer, extents, cancellation);
            }
        }
        catch (GaramException fault)
        {
            faults.Add(FindingKinds.SegmentUnreadable, fault.Message);
        }

        context.Tally.AddChecked();
        return faults;
    }

    private async ValueTask<SegmentFooter?> ReadFooterAsync(
        SegmentFaults faults, LiveSegment segment, long? size, CancellationToken cancellation)
    {
        if (size is null || await stream.ReadAsync(0, SegmentFormat.HeaderLength, IsReadAtOnce(size.Value), cancellation) is not { } header)
        {
            faults.Add(FindingKinds.SegmentMissing, $"It holds {segment.LiveBytes} bytes of records in {segment.LiveExtents} extents.");
            return null;
        }

        if (size != segment.Length)
        {
            faults.Add(FindingKinds.SegmentSize, $"It has {size} bytes and was committed with {segment.Length}.");
            return null;
        }

        if (SegmentFormat.CheckHeader(header.Span) is var headerFault && headerFault != SegmentFault.None)
        {
            faults.Add(FindingKinds.SegmentHeader, Describe(headerFault));
        }

        var (footer, fault) = await ReadFooterAsync(size.Value, cancellation);
        if (fault != SegmentFault.None || footer!.SegmentLength != segment.Length)
        {
            faults.Add(
                FindingKinds.SegmentFooter,
                fault == SegmentFault.None ? $"It says that the segment has {footer!.SegmentLength} bytes." : Describe(fault));
            return null;
        }

        return footer;
    }

    private async ValueTask<(SegmentFooter? Footer, SegmentFault Fault)> ReadFooterAsync(long size, CancellationToken cancellation)
    {
        var tail = await TailAsync(size, SegmentFormat.TrailerLength, cancellation);
        var length = SegmentFooter.LengthAtEnd(tail.Span);
        if (length > SegmentFormat.TrailerLength && length <= size)
        {
            tail = await TailAsync(size, length.Value, cancellation);
        }

        var fault = SegmentFooter.TryRead(tail.Span, out var footer);
        return (footer, fault);
    }

    private async ValueTask<ReadOnlyMemory<byte>> TailAsync(long size, int length, CancellationToken cancellation)
    {
        var from = Math.Max(0, size - length);
        return await stream.ReadAsync(from, (int)(size - from), isAhead: false, cancellation) ?? ReadOnlyMemory<byte>.Empty;
    }

    private async ValueTask CheckRunsAsync(
        SegmentFaults faults, SegmentFooter footer, ReadOnlyMemory<PlacedExtent> extents, CancellationToken cancellation)
    {
        var next = 0;
        long end = 0;
        CheckOverlaps(faults, extents.Span);
        foreach (var run in footer.Runs)
        {
            var first = next;
            while (next < extents.Length && IsWithin(extents.Span[next], run))
            {
                next++;
            }

            await _runs.CheckAsync(faults, run, extents[first..next], cancellation);
            end = run.Position + run.Length;
        }

        if (next < extents.Length)
        {
            var lost = extents.Span[next];
            faults.Add(
                FindingKinds.ExtentNotInRun,
                $"Bytes {lost.Extent.Position} to {(long)lost.Extent.Position + lost.Extent.Length} should be offsets "
                    + $"{lost.Extent.BaseOffset} to {lost.Extent.LastOffset} of {context.NameOf(lost.Partition)}, and its footer says "
                    + "otherwise.");
        }

        if (context.IsDeep)
        {
            await CheckPaddingAsync(faults, footer, end, cancellation);
        }
    }

    private static void CheckOverlaps(SegmentFaults faults, ReadOnlySpan<PlacedExtent> extents)
    {
        for (var i = 1; i < extents.Length; i++)
        {
            var (before, extent) = (extents[i - 1].Extent, extents[i].Extent);
            if ((long)before.Position + before.Length > extent.Position)
            {
                faults.Add(
                    FindingKinds.ExtentNotInRun,
                    $"Bytes from {extent.Position} on belong to two extents, at offsets {before.BaseOffset} and {extent.BaseOffset}.");
            }
        }
    }

    private async ValueTask CheckPaddingAsync(SegmentFaults faults, SegmentFooter footer, long from, CancellationToken cancellation)
    {
        var end = footer.SegmentLength - SegmentFormat.TrailerLength - (footer.Runs.Count * SegmentFormat.RunLength);
        if (await stream.ReadAsync(from, (int)(end - from), isAhead: false, cancellation) is { } padding
            && padding.Span.ContainsAnyExcept((byte)0))
        {
            faults.Add(FindingKinds.PaddingNotZero, $"Bytes {from} to {end} should be zero.");
        }
    }

    private static bool IsWithin(in PlacedExtent extent, in SegmentRun run) =>
        run.TopicId == extent.Partition.TopicId && run.Partition == extent.Partition.Partition
        && extent.Extent.Position >= run.Position && (long)extent.Extent.Position + extent.Extent.Length <= (long)run.Position + run.Length;

    private bool IsReadAtOnce(long size) => size <= (context.IsDeep ? SegmentStream.BlockBytes : SmallSegmentBytes);

    private static string Describe(SegmentFault fault) => fault switch
    {
        SegmentFault.Torn => "It is too short.",
        SegmentFault.ForeignMagic => "The magic number is wrong.",
        SegmentFault.UnknownVersion => "Its format version is not known: a newer Garam wrote it, or the bytes are damaged.",
        _ => "Its checksum or its table of runs is wrong.",
    };
}
