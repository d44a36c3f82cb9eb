using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Segments;

/// <summary>
/// A segment lies in the store: its batches get their offsets. Commit numbers count from 1 in each incarnation and are applied
/// in that order. Without batches it is a skip: it uses up its number and nothing else happens.
/// Version 1 has the same fields: it keeps producers' first sequences and the time of the commit, and distrusts timestamps that cannot be right.
/// </summary>
[Message("0-1", Flexible = "0+")]
public sealed partial class CommitSegment : Command
{
    public override CommandType Type => CommandType.CommitSegment;

    [Field]
    public int IncarnationValue { get; set; }

    [Field]
    public long CommitNumber { get; set; }

    /// <summary>The process has the results of all numbers up to this one: they can be forgotten.</summary>
    [Field]
    public long ConfirmedCommitNumber { get; set; }

    [Field]
    public long SegmentBirth { get; set; }

    [Field]
    public long SegmentNumber { get; set; }

    /// <summary>In bytes, of the whole object; 0 for a skip.</summary>
    [Field]
    public long SegmentLength { get; set; }

    /// <summary>In the order in which they lie in the segment.</summary>
    [Field]
    public SegmentBatch[] Batches { get; set; } = [];

    public Incarnation Incarnation => new(IncarnationValue);

    public SegmentId Segment => new(SegmentBirth, IncarnationValue, SegmentNumber);

    public bool IsSkip => Batches.Length == 0;
}
