using System.Runtime.CompilerServices;

namespace Garam.Metadata.Producers;

/// <summary>One idempotent producer as one partition remembers it. Immutable.</summary>
/// <param name="ProducerId">Given by <see cref="AllocateProducerId"/>.</param>
/// <param name="Epoch">The newest epoch in which it wrote to the partition.</param>
/// <param name="Window">Its latest batches in that epoch.</param>
/// <param name="FirstSequence">
/// The first sequence number that was accepted in this epoch. Null when it is unknown (a row of feature level 0) or too far back to matter.
/// </param>
/// <param name="LastCommitMs">The leader's clock at its last commit. Expiry counts from here, not from the times of the records.</param>
public sealed record ProducerState(long ProducerId, short Epoch, BatchWindow Window, int? FirstSequence, long LastCommitMs)
{
    public int LastSequence => Window.Last.LastSequence;

    /// <summary>The latest timestamp in the last batch, which DescribeProducers shows.</summary>
    public long LastTimestampMs => Window.Last.MaxTimestampMs;

    /// <summary>Compares by identity: the table compares on every change, and only a new instance is a change.</summary>
    public bool Equals(ProducerState? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

/// <summary>The latest batches of one producer in one partition, oldest first. A value.</summary>
public readonly struct BatchWindow : IEquatable<BatchWindow>
{
    /// <summary>The number of batches that an idempotent Kafka client may have in flight (max.in.flight.requests.per.connection).</summary>
    public const int Capacity = 5;

    private readonly Slots _slots;

    private BatchWindow(Slots slots, int count)
    {
        _slots = slots;
        Count = count;
    }

    public int Count { get; }

    public RememberedBatch this[int index] => ((ReadOnlySpan<RememberedBatch>)_slots)[index];

    public RememberedBatch Last => this[Count - 1];

    public BatchWindow With(RememberedBatch batch)
    {
        var slots = _slots;
        Span<RememberedBatch> span = slots;
        if (Count < Capacity)
        {
            span[Count] = batch;
            return new BatchWindow(slots, Count + 1);
        }

        span[1..].CopyTo(span);
        span[^1] = batch;
        return new BatchWindow(slots, Capacity);
    }

    /// <summary>Returns the batch with exactly these sequence numbers.</summary>
    public RememberedBatch? Find(int baseSequence, int lastSequence)
    {
        for (var i = 0; i < Count; i++)
        {
            if (this[i].BaseSequence == baseSequence && this[i].LastSequence == lastSequence)
            {
                return this[i];
            }
        }

        return null;
    }

    /// <summary>Compares by value, because the runtime cannot compare inline arrays and records that hold a window need it.</summary>
    public bool Equals(BatchWindow other) =>
        Count == other.Count
        && ((ReadOnlySpan<RememberedBatch>)_slots)[..Count].SequenceEqual(((ReadOnlySpan<RememberedBatch>)other._slots)[..Count]);

    public override bool Equals(object? obj) => obj is BatchWindow other && Equals(other);

    public override int GetHashCode() => Count == 0 ? 0 : Last.GetHashCode();

    public static bool operator ==(BatchWindow left, BatchWindow right) => left.Equals(right);

    public static bool operator !=(BatchWindow left, BatchWindow right) => !left.Equals(right);

    [InlineArray(Capacity)]
    private struct Slots
    {
        private RememberedBatch _first;
    }
}

/// <param name="BaseSequence">The sequence number of its first record.</param>
/// <param name="LastSequence">The sequence number of its last record; below the first when the numbers wrapped.</param>
/// <param name="BaseOffset">The offset of its first record, which the producer was answered.</param>
/// <param name="MaxTimestampMs">The latest timestamp of its records.</param>
public readonly record struct RememberedBatch(int BaseSequence, int LastSequence, long BaseOffset, long MaxTimestampMs);
