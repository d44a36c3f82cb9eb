using Garam.Protocol.Wire;

namespace Garam.Metadata.Segments;

/// <summary>The rows of segments.</summary>
internal static class SegmentRows
{
    /// <summary>Captures the table now; the rows are made while they are read.</summary>
    public static IEnumerable<SnapshotRecord> Capture(SegmentTable table) =>
        Live(table.CaptureLive()).Concat(table.CaptureDead().Values.Select(DeadSegmentRecord.Of));

    private static IEnumerable<SnapshotRecord> Live(LiveSegment[][] pages)
    {
        for (var slot = 0; slot < PagedTable<LiveSegment>.SlotCount(pages); slot++)
        {
            if (PagedTable<LiveSegment>.Read(pages, slot) is { Length: > 0 } segment)
            {
                yield return LiveSegmentRecord.Of(slot, segment);
            }
        }
    }
}

/// <summary>A segment that extents refer to, and the slot by which they name it.</summary>
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

    public void RestoreInto(SegmentTable segments) => segments.RestoreLive(
        Slot, new LiveSegment(new SegmentId(Birth, IncarnationValue, Number), Length, LiveBytes, LiveExtents, CommittedMs));
}

/// <summary>A segment that waits to be deleted.</summary>
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

    public void RestoreInto(SegmentTable segments) =>
        segments.RestoreDead(new DeadSegment(new SegmentId(Birth, IncarnationValue, Number), Length, DeadSinceMs, DeadSequence));
}
