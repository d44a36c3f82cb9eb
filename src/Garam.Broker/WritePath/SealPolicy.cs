namespace Garam.Broker.WritePath;

/// <summary>
/// Decides when the open segment is sealed: at its size or its linger, whichever is first, but only while a write may start. Until then it
/// keeps growing. Pure, so that every case can be tested.
/// </summary>
internal sealed class SealPolicy(SegmentOptions options)
{
    /// <summary>Names the change that the loop waits for after a decision not to seal.</summary>
    public static LoopWait WaitOf(in OpenSegmentState state, SealDecision decision) =>
        decision.After is not null ? LoopWait.ForLinger : state.Batches == 0 ? LoopWait.ForBatch : LoopWait.ForSlot;

    public SealDecision Decide(in OpenSegmentState open)
    {
        if (open.Batches == 0)
        {
            return SealDecision.WaitForBatch;
        }

        if (open.WritesInFlight >= options.WritesInFlightMax || open.CommitsInFlight >= options.CommitsInFlightMax)
        {
            return SealDecision.WaitForSlot;
        }

        if (open.Draining || open.Bytes >= options.SegmentBatchBytesMax)
        {
            return SealDecision.SealNow;
        }

        var rest = LingerOf(open) - open.Waited;
        return rest > TimeSpan.Zero ? SealDecision.Linger(rest) : SealDecision.SealNow;
    }

    /// <summary>
    /// A small segment costs as much as a large one, so it waits for more, but only if no client waits for it: such a client would be
    /// slowed down, and would add nothing in the meantime.
    /// </summary>
    private TimeSpan LingerOf(in OpenSegmentState open)
    {
        var isSmall = open.Bytes < options.SmallBytesMax && open.Batches < options.SmallBatchesMax;
        return isSmall && open.IsPatient && options.Linger > TimeSpan.Zero
            ? options.Linger + options.SmallSegmentLinger
            : options.Linger;
    }
}

/// <param name="Batches">Batches that are parked and not sealed.</param>
/// <param name="Bytes">Bytes of these batches.</param>
/// <param name="Waited">The time that the oldest of them has waited.</param>
/// <param name="WritesInFlight">Sealed segments that are being written.</param>
/// <param name="CommitsInFlight">Sealed segments without an answer from the leader, including those being written.</param>
/// <param name="Draining">The process is stopping: nothing is worth waiting for.</param>
internal readonly record struct OpenSegmentState(
    int Batches, long Bytes, TimeSpan Waited, int WritesInFlight, int CommitsInFlight, bool Draining)
{
    /// <summary>Every batch came from a client that sends at a pace of its own.</summary>
    public bool IsPatient { get; init; }
}

/// <param name="Seal">Seal the parked batches now, oldest first, up to the size limit.</param>
/// <param name="After">Decide again after this time; null: only when a batch arrives or a write ends.</param>
internal readonly record struct SealDecision(bool Seal, TimeSpan? After)
{
    public static readonly SealDecision SealNow = new(true, null);
    public static readonly SealDecision WaitForBatch = new(false, null);
    public static readonly SealDecision WaitForSlot = new(false, null);

    public static SealDecision Linger(TimeSpan rest) => new(false, rest);
}
