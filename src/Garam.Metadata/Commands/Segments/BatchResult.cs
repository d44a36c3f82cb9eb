using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Segments;

/// <summary>What the producer of one batch is answered.</summary>
[WireStruct(Flexible = "0+")]
public partial struct BatchResult
{
    public BatchResult()
    {
    }

    [Field]
    public short ErrorValue { get; set; }

    /// <summary>The original one for a batch that was sent again; -1 with an error.</summary>
    [Field]
    public long BaseOffset { get; set; } = -1;

    /// <summary>-1 unless the topic's timestamps are LogAppendTime.</summary>
    [Field]
    public long LogAppendTimeMs { get; set; } = -1;

    [Field]
    public long LogStartOffset { get; set; } = -1;

    /// <summary>Its bytes in the segment are not referenced: it was sent before and lies elsewhere.</summary>
    [Field]
    public bool IsDuplicate { get; set; }

    public readonly ErrorCode Error => (ErrorCode)ErrorValue;

    public static BatchResult Refused(ErrorCode error, long logStartOffset = -1) =>
        new() { ErrorValue = (short)error, LogStartOffset = logStartOffset };
}
