using Garam.Metadata.Segments;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>A segment that waits for its deletion.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class DeadSegmentRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.DeadSegment;

    [Field]
    public long DeadSequence { get; set; }

    [Field]
    public long DeadSinceMs { get; set; }

    [Field]
    public long Birth { get; set; }

    [Field]
    public int IncarnationValue { get; set; }

    [Field]
    public long Number { get; set; }

    [Field]
    public long Length { get; set; }

    public static DeadSegmentRecord Of(DeadSegment segment) => new()
    {
        DeadSequence = segment.DeadSequence,
        DeadSinceMs = segment.DeadSinceMs,
        Birth = segment.Id.Birth,
        IncarnationValue = segment.Id.Incarnation,
        Number = segment.Id.Number,
        Length = segment.Length,
    };

    public void RestoreInto(ClusterState state) =>
        state.Segments.RestoreDead(new DeadSegment(new SegmentId(Birth, IncarnationValue, Number), Length, DeadSinceMs, DeadSequence));
}
