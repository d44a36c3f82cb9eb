using Garam.Metadata.Segments;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Segments;

/// <summary>Names an entry of the dead list.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class DeletedSegment
{
    /// <summary>The journal sequence number at which it died: the dead list is ordered by it.</summary>
    [Field]
    public long DeadSequence { get; set; }

    [Field]
    public long Birth { get; set; }

    [Field]
    public int IncarnationValue { get; set; }

    [Field]
    public long Number { get; set; }

    public DeadSegmentKey Key => new(DeadSequence, new SegmentId(Birth, IncarnationValue, Number));

    public static DeletedSegment Of(DeadSegment segment) => new()
    {
        DeadSequence = segment.DeadSequence,
        Birth = segment.Id.Birth,
        IncarnationValue = segment.Id.Incarnation,
        Number = segment.Id.Number,
    };
}
