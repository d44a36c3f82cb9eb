using Garam.Metadata.Partitions;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

[WireStruct(Flexible = "0+")]
internal partial struct ExtentEntry
{
    [Field]
    public long BaseOffset { get; set; }

    [Field]
    public int LastOffsetDelta { get; set; }

    [Field]
    public long MaxTimestampMs { get; set; }

    [Field]
    public int SegmentSlot { get; set; }

    [Field]
    public int Position { get; set; }

    [Field]
    public int Length { get; set; }

    public static ExtentEntry Of(in StoredExtent extent) => new()
    {
        BaseOffset = extent.BaseOffset,
        LastOffsetDelta = extent.LastOffsetDelta,
        MaxTimestampMs = extent.MaxTimestampMs,
        SegmentSlot = extent.SegmentSlot,
        Position = extent.Position,
        Length = extent.Length,
    };

    public readonly StoredExtent ToExtent() => new(BaseOffset, MaxTimestampMs, LastOffsetDelta, SegmentSlot, Position, Length);
}
