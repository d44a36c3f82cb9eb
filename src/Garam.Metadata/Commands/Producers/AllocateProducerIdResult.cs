using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Producers;

[Message("0", Flexible = "0+")]
public sealed partial class AllocateProducerIdResult : CommandResult
{
    [Field]
    public short ErrorValue { get; set; }

    /// <summary>The first of the ids.</summary>
    [Field]
    public long ProducerId { get; set; } = -1;

    [Field]
    public short ProducerEpoch { get; set; } = -1;

    public override ErrorCode Error => (ErrorCode)ErrorValue;
}
