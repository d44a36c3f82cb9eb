using Garam.Protocol;

namespace Garam.Metadata.Producers;

/// <summary>
/// Decides about one batch of an idempotent producer. Deviation from Kafka: what was wholly appended before is never out of
/// order, however old, because with virtual leaders a client may have more batches in flight than are remembered.
/// </summary>
internal static class SequenceCheck
{
    /// <summary>Sequence numbers are 31 bits in a circle. More than half of it away is behind, not ahead.</summary>
    private const int HalfCircle = 1 << 30;

    public static SequenceVerdict Judge(ProducerState? known, short epoch, int baseSequence, int recordCount)
    {
        if (known is null)
        {
            return SequenceVerdict.Accept;
        }

        if (epoch < known.Epoch)
        {
            return SequenceVerdict.Refuse(ErrorCode.InvalidProducerEpoch);
        }

        if (epoch > known.Epoch)
        {
            return baseSequence == 0 ? SequenceVerdict.Accept : SequenceVerdict.Refuse(ErrorCode.OutOfOrderSequenceNumber);
        }

        return JudgeSameEpoch(known.Window, baseSequence, recordCount);
    }

    /// <summary>After int.MaxValue comes 0, as in Kafka's clients.</summary>
    public static int Advance(int sequence, int by) => (int)(((long)sequence + by) & int.MaxValue);

    private static SequenceVerdict JudgeSameEpoch(BatchWindow window, int baseSequence, int recordCount)
    {
        var next = Advance(window.Last.LastSequence, 1);
        if (baseSequence == next)
        {
            return SequenceVerdict.Accept;
        }

        if (window.Find(baseSequence, Advance(baseSequence, recordCount - 1)) is { } original)
        {
            return SequenceVerdict.Duplicate(original);
        }

        // How far the batch begins behind the next expected number: it is wholly old if it also ends before that.
        var behind = (next - baseSequence) & int.MaxValue;
        var isWhollyOld = behind < HalfCircle && recordCount <= behind;
        return SequenceVerdict.Refuse(isWhollyOld ? ErrorCode.DuplicateSequenceNumber : ErrorCode.OutOfOrderSequenceNumber);
    }
}
