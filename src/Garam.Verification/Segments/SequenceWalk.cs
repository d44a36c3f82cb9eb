using Garam.Protocol.Records;
using Garam.Verification.Findings;

namespace Garam.Verification.Segments;

/// <summary>
/// Within one run the accepted batches of an idempotent producer follow each other: they were committed by one command. As many numbers as
/// the run has producers.
/// </summary>
internal sealed class SequenceWalk(SegmentFaults faults)
{
    private readonly Dictionary<(long Id, short Epoch), int> _next = [];

    public void Look(RecordBatchHeader header, int position)
    {
        if (!header.HasProducerId)
        {
            return;
        }

        var producer = (header.ProducerId, header.ProducerEpoch);
        if (_next.TryGetValue(producer, out var expected) && header.BaseSequence != expected)
        {
            faults.Add(
                FindingKinds.BatchNotAsCommitted,
                $"The batch at byte {position} of producer {header.ProducerId} has sequence number {header.BaseSequence}, and "
                    + $"{expected} should follow.");
        }

        _next[producer] = (int)((header.LastSequence + 1L) & int.MaxValue);
    }
}
