using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Cluster;

[Message("0", Flexible = "0+")]
public sealed partial class RegisterProcessResult : CommandResult
{
    [Field]
    public short ErrorValue { get; set; }

    [Field]
    public int IncarnationValue { get; set; }

    [Field]
    public int NodeId { get; set; }

    public override ErrorCode Error => (ErrorCode)ErrorValue;

    public Incarnation Incarnation => new(IncarnationValue);

    public static RegisterProcessResult Refused(ErrorCode error) => new() { ErrorValue = (short)error };
}
