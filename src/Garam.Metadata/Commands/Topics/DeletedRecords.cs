using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Topics;

[WireStruct(Flexible = "0+")]
public sealed partial class DeletedRecords
{
    [Field]
    public short ErrorValue { get; set; }

    /// <summary>Where the log starts now; -1 with an error.</summary>
    [Field]
    public long LogStartOffset { get; set; } = -1;

    public ErrorCode Error => (ErrorCode)ErrorValue;
}
