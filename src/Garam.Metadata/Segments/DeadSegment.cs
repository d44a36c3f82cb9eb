namespace Garam.Metadata.Segments;

/// <summary>A segment without a live extent. It stays in the store for the deletion grace, because replicas may still read it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Length">In bytes, of the object.</param>
/// <param name="DeadSinceMs">The leader's clock when it died.</param>
/// <param name="DeadSequence">The journal sequence number at which it died.</param>
public sealed record DeadSegment(SegmentId Id, long Length, long DeadSinceMs, long DeadSequence)
{
    public DeadSegmentKey Key => new(DeadSequence, Id);
}
