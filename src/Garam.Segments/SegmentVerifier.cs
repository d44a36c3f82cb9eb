using Garam.Protocol.Checksums;
using Garam.Protocol.Records;

namespace Garam.Segments;

/// <summary>Checks a whole segment against itself: header, footer, every run and every batch.</summary>
public static class SegmentVerifier
{
    public static SegmentFault Verify(ReadOnlySpan<byte> segment)
    {
        var header = SegmentFormat.CheckHeader(segment);
        if (header != SegmentFault.None)
        {
            return header;
        }

        var fault = SegmentFooter.TryRead(segment, out var footer);
        if (fault != SegmentFault.None)
        {
            return fault;
        }

        if (footer!.SegmentLength != segment.Length)
        {
            return SegmentFault.Torn;
        }

        foreach (var run in footer.Runs)
        {
            var bytes = segment.Slice(run.Position, run.Length);
            if (Crc32C.Compute(bytes) != run.Crc)
            {
                return SegmentFault.BadRun;
            }

            if (!BatchesAreSound(bytes, run.Batches))
            {
                return SegmentFault.BadBatch;
            }
        }

        return SegmentFault.None;
    }

    private static bool BatchesAreSound(ReadOnlySpan<byte> run, int batches)
    {
        var reader = new BatchSequenceReader(run);
        var count = 0;
        while (reader.MoveNext())
        {
            if (RecordBatchHeader.ComputeCrc(reader.Current) != new RecordBatchHeader(reader.Current).Crc)
            {
                return false;
            }

            count++;
        }

        return reader.RemainingBytes == 0 && count == batches;
    }
}

/// <summary>Why bytes are not a sound segment.</summary>
public enum SegmentFault
{
    None,

    /// <summary>Shorter than its header, its footer or the length it states.</summary>
    Torn,

    /// <summary>Does not begin or end with the magic number.</summary>
    ForeignMagic,

    /// <summary>Written by a program newer than this one.</summary>
    UnknownVersion,

    /// <summary>The footer's checksum or its run table is wrong.</summary>
    BadFooter,

    /// <summary>The checksum of a run is wrong.</summary>
    BadRun,

    /// <summary>A batch does not fit its run, or its own checksum is wrong.</summary>
    BadBatch,
}
