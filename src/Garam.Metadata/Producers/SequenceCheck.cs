using Garam.Protocol;

namespace Garam.Metadata.Producers;

/// <summary>
/// Judges one batch of an idempotent producer. Deviation from Kafka: a batch that was wholly appended before is never out of order, however
/// old, because with virtual leaders a client may have more batches in flight than are remembered. Clients treat "duplicate" as success, so
/// a batch before the first accepted sequence gets "out of order": it was never stored.
/// </summary>
internal static class SequenceCheck
{
    /// <summary>Sequence numbers form a circle of 31 bits. A distance of more than half the circle means before, not after.</summary>
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

        return JudgeSameEpoch(known, baseSequence, recordCount);
    }

    /// <summary>Returns the sequence number that many steps later. After int.MaxValue comes 0, as in Kafka's clients.</summary>
    public static int Advance(int sequence, int by) => (int)(((long)sequence + by) & int.MaxValue);

    /// <summary>
    /// Returns the first sequence to remember after a batch was accepted. Null once it lies more than half the circle back: then every
    /// batch that still counts as old lies after it, and later numbers would reach it again.
    /// </summary>
    public static int? FirstSequenceAfter(ProducerState? known, short epoch, int baseSequence, int recordCount)
    {
        if (known is null || known.Epoch != epoch)
        {
            return recordCount < HalfCircle ? baseSequence : null;
        }

        return known.FirstSequence is { } first && Distance(first, baseSequence) + (long)recordCount < HalfCircle ? first : null;
    }

    private static int Distance(int from, int to) => (to - from) & int.MaxValue;

    private static SequenceVerdict JudgeSameEpoch(ProducerState known, int baseSequence, int recordCount)
    {
        var window = known.Window;
        var next = Advance(window.Last.LastSequence, 1);
        if (baseSequence == next)
        {
            return SequenceVerdict.Accept;
        }

        if (window.Find(baseSequence, Advance(baseSequence, recordCount - 1)) is { } original)
        {
            return SequenceVerdict.Duplicate(original);
        }

        // The batch begins this far before the next expected number. It is wholly old if it also ends before that number.
        var behind = Distance(baseSequence, next);
        var isAfterFirst = known.FirstSequence is not { } first || behind <= Distance(first, next);
        var isWhollyOld = behind < HalfCircle && recordCount <= behind && isAfterFirst;
        return SequenceVerdict.Refuse(isWhollyOld ? ErrorCode.DuplicateSequenceNumber : ErrorCode.OutOfOrderSequenceNumber);
    }
}

/// <summary>The judgement of one batch.</summary>
/// <param name="Error">None when the batch is accepted or was appended before.</param>
/// <param name="Original">The batch that it repeats, or null.</param>
internal readonly record struct SequenceVerdict(ErrorCode Error, RememberedBatch? Original)
{
    public static readonly SequenceVerdict Accept = new(ErrorCode.None, null);

    public static SequenceVerdict Duplicate(RememberedBatch original) => new(ErrorCode.None, original);

    public static SequenceVerdict Refuse(ErrorCode error) => new(error, null);
}
