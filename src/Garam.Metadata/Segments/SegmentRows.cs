using Garam.Metadata.State;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Segments;

/// <summary>A segment that extents lie in, and the slot by which they name it.</summary>
[Message("0-1", Flexible = "0+")]
internal sealed partial class LiveSegmentRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.LiveSegment;

    public override short Version => CommittedMs == 0 ? (short)0 : (short)1;

    [Field]
    public int Slot { get; set; }

    [Field]
    public long Birth { get; set; }

    [Field]
    public int IncarnationValue { get; set; }

    [Field]
    public long Number { get; set; }

    [Field]
    public long Length { get; set; }

    [Field]
    public long LiveBytes { get; set; }

    [Field]
    public int LiveExtents { get; set; }

    [Field("1+")]
    public long CommittedMs { get; set; }

    public static LiveSegmentRecord Of(int slot, in LiveSegment segment) => new()
    {
        Slot = slot,
        Birth = segment.Id.Birth,
        IncarnationValue = segment.Id.Incarnation,
        Number = segment.Id.Number,
        Length = segment.Length,
        LiveBytes = segment.LiveBytes,
        LiveExtents = segment.LiveExtents,
        CommittedMs = segment.CommittedMs,
    };

    public void RestoreInto(ClusterState state) =>
        state.Segments.RestoreLive(Slot, new LiveSegment(new SegmentId(Birth, IncarnationValue, Number), Length, LiveBytes, LiveExtents, CommittedMs));
}

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
