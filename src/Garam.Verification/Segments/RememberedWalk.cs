using Garam.Metadata.Logs;
using Garam.Protocol.Records;
using Garam.Verification.Findings;

namespace Garam.Verification.Segments;

/// <summary>Compares the batches that the metadata remembers of producers with those that lie at their offsets.</summary>
internal sealed class RememberedWalk
{
    private readonly SegmentFaults _faults;
    private readonly SegmentContext _context;
    private readonly List<ReadOnlyMemory<RememberedBatches.Entry>> _perExtent = [];
    private int _extent;
    private int _next;

    public RememberedWalk(SegmentFaults faults, SegmentContext context, ReadOnlyMemory<PlacedExtent> extents)
    {
        (_faults, _context) = (faults, context);
        foreach (ref readonly var placed in extents.Span)
        {
            var entries = context.Remembered.In(placed.Partition, placed.Extent);
            _perExtent.Add(entries);
            HasAny |= entries.Length > 0;
        }
    }

    public bool HasAny { get; }

    /// <summary>For the batches of an extent in their order.</summary>
    public void Look(RecordBatchHeader header, long offset, int position)
    {
        var entries = _perExtent[_extent].Span;
        ReportPassed(entries, offset);
        if (_next == entries.Length || entries[_next].Batch.BaseOffset != offset)
        {
            return;
        }

        var (expected, batch) = (entries[_next], entries[_next].Batch);
        _next++;
        _context.Tally.AddRemembered(1);
        if (header.ProducerId != expected.ProducerId || header.ProducerEpoch != expected.Epoch || header.BaseSequence != batch.BaseSequence
            || header.LastSequence != batch.LastSequence || header.MaxTimestamp != batch.MaxTimestampMs)
        {
            _faults.Add(
                FindingKinds.DedupNotInData,
                $"At offset {offset}, byte {position}, lie sequence numbers {header.BaseSequence} to {header.LastSequence} of producer "
                    + $"{header.ProducerId} in epoch {header.ProducerEpoch}; remembered are {batch.BaseSequence} to "
                    + $"{batch.LastSequence} of producer {expected.ProducerId} in epoch {expected.Epoch}.");
        }
    }

    public void EndExtent()
    {
        ReportPassed(_perExtent[_extent].Span, long.MaxValue);
        _extent++;
        _next = 0;
    }

    private void ReportPassed(ReadOnlySpan<RememberedBatches.Entry> entries, long offset)
    {
        for (; _next < entries.Length && entries[_next].Batch.BaseOffset < offset; _next++)
        {
            var expected = entries[_next];
            _faults.Add(
                FindingKinds.DedupNotInData,
                $"No batch begins at offset {expected.Batch.BaseOffset}, where one of producer {expected.ProducerId} is remembered.");
        }
    }
}
