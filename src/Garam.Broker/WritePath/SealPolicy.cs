namespace Garam.Broker.WritePath;

/// <summary>
/// When the open segment is sealed: at its size or its linger, whichever is first, but only while a write may start; until then it
/// goes on growing. Pure, so that every case of it can be tested.
/// </summary>
internal sealed class SealPolicy(SegmentOptions options)
{
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

        if (open.Draining || open.Bytes >= options.SegmentBatchBytesMax || open.Waited >= options.Linger)
        {
            return SealDecision.SealNow;
        }

        return SealDecision.Linger(options.Linger - open.Waited);
    }
}

/// <param name="Batches">Parked and not sealed.</param>
/// <param name="Bytes">Theirs.</param>
/// <param name="Waited">How long the oldest of them has.</param>
/// <param name="WritesInFlight">Sealed segments that are being written.</param>
/// <param name="CommitsInFlight">Sealed segments without an answer of the leader, those being written included.</param>
/// <param name="Draining">The process is going down: nothing is worth waiting for.</param>
internal readonly record struct OpenSegmentState(
    int Batches, long Bytes, TimeSpan Waited, int WritesInFlight, int CommitsInFlight, bool Draining);

/// <param name="Seal">Seal now what is parked, oldest first, up to the size limit.</param>
/// <param name="After">Decide again after this time; null: only when a batch arrives or a write ends.</param>
internal readonly record struct SealDecision(bool Seal, TimeSpan? After)
{
    public static readonly SealDecision SealNow = new(true, null);
    public static readonly SealDecision WaitForBatch = new(false, null);
    public static readonly SealDecision WaitForSlot = new(false, null);

    public static SealDecision Linger(TimeSpan rest) => new(false, rest);
}
