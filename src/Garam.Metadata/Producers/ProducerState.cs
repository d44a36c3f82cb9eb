using System.Runtime.CompilerServices;

namespace Garam.Metadata.Producers;

/// <summary>What one partition remembers of one idempotent producer. Never changed once made.</summary>
/// <param name="ProducerId">Of the producer.</param>
/// <param name="Epoch">The newest epoch that it wrote with here.</param>
/// <param name="Window">Its latest batches in that epoch.</param>
/// <param name="FirstSequence">
/// The first sequence number that was accepted in this epoch. Null when it is not known (a row of feature level 0) or too far back to matter.
/// </param>
/// <param name="LastCommitMs">The leader's clock at its last commit: expiry counts from here, not from the records' own times.</param>
public sealed record ProducerState(long ProducerId, short Epoch, BatchWindow Window, int? FirstSequence, long LastCommitMs)
{
    public int LastSequence => Window.Last.LastSequence;

    /// <summary>The latest timestamp of the records in the last batch: what DescribeProducers shows.</summary>
    public long LastTimestampMs => Window.Last.MaxTimestampMs;

    /// <summary>By identity: the table that holds it compares on every change, and only a new one is a change.</summary>
    public bool Equals(ProducerState? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
