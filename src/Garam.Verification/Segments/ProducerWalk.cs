using Garam.Metadata.Logs;
using Garam.Metadata.Producers;
using Garam.Protocol.Records;
using Garam.Verification.Findings;

namespace Garam.Verification.Segments;

/// <summary>
/// Checks each stored batch of an idempotent producer against the remembered batches of that producer: the reverse of
/// <see cref="RememberedWalk"/>. A producer that was silent for long is forgotten and may begin anywhere. Before its window, therefore, the
/// only fault is that the same numbers appear again. Needs no memory of other segments.
/// </summary>
internal sealed class ProducerWalk(SegmentFaults faults, SegmentContext context)
{
    /// <summary>Sequence numbers come round again after so many records, which have as many offsets.</summary>
    private const long CircleRecords = 1L << 31;

    public void Look(RecordBatchHeader header, in PlacedExtent extent, long offset, int position)
    {
        if (!header.HasProducerId || context.Remembered.Of(extent.Partition, header.ProducerId) is not { Window.Count: > 0 } known)
        {
            return;
        }

        if (offset >= known.Window[0].BaseOffset)
        {
            RequireRemembered(header, known, offset, position);
        }
        else if (header.ProducerEpoch == known.Epoch)
        {
            RequireOnce(header, known.Window, offset, position);
        }
    }

    private void RequireRemembered(RecordBatchHeader header, ProducerState known, long offset, int position)
    {
        for (var i = 0; i < known.Window.Count; i++)
        {
            if (known.Window[i].BaseOffset == offset)
            {
                return;
            }
        }

        var last = known.Window.Last;
        faults.Add(
            FindingKinds.DataNotInDedup,
            $"{Describe(header, offset, position)} are not remembered; remembered last are {last.BaseSequence} to {last.LastSequence} "
                + $"in epoch {known.Epoch}, at offset {last.BaseOffset}.");
    }

    private void RequireOnce(RecordBatchHeader header, BatchWindow window, long offset, int position)
    {
        for (var i = 0; i < window.Count; i++)
        {
            var later = window[i];
            if (later.BaseOffset - offset < CircleRecords && Overlaps(header.BaseSequence, header.LastSequence, later))
            {
                faults.Add(
                    FindingKinds.BatchStoredTwice,
                    $"{Describe(header, offset, position)} came again as {later.BaseSequence} to {later.LastSequence}, at offset "
                        + $"{later.BaseOffset}.");
                return;
            }
        }
    }

    private static bool Overlaps(int baseSequence, int lastSequence, RememberedBatch other) =>
        IsBetween(baseSequence, other.BaseSequence, other.LastSequence) || IsBetween(other.BaseSequence, baseSequence, lastSequence);

    /// <summary>On the circle of sequence numbers, where 0 follows int.MaxValue.</summary>
    private static bool IsBetween(int sequence, int first, int last) =>
        ((sequence - first) & int.MaxValue) <= ((last - first) & int.MaxValue);

    private static string Describe(RecordBatchHeader header, long offset, int position) =>
        $"Sequence numbers {header.BaseSequence} to {header.LastSequence} of producer {header.ProducerId} in epoch "
            + $"{header.ProducerEpoch}, at offset {offset}, byte {position},";
}
