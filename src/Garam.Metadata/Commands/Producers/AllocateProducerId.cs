using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Producers;

/// <summary>
/// InitProducerId without a transactional id. As in Kafka the answer is a new id with epoch 0, whatever id the client had: an
/// idempotent producer that wants a new epoch counts it up by itself.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class AllocateProducerId : Command
{
    /// <summary>As many as a Kafka broker takes at a time.</summary>
    public const int CountMax = 1000;

    public override CommandType Type => CommandType.AllocateProducerId;

    /// <summary>How many ids in a row.</summary>
    [Field]
    public int Count { get; set; } = 1;
}
