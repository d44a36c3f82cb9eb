namespace Garam.Metadata.Segments;

/// <summary>The dead list is ordered by death, so that the oldest are deleted first.</summary>
public readonly record struct DeadSegmentKey(long DeadSequence, SegmentId Id) : IComparable<DeadSegmentKey>
{
    public int CompareTo(DeadSegmentKey other)
    {
        var sequence = DeadSequence.CompareTo(other.DeadSequence);
        return sequence != 0 ? sequence : Id.CompareTo(other.Id);
    }
}
