using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Producers;

/// <summary>Forgets producers that have been silent for producer.id.expiration.ms. A bounded list, made by the leader; who was heard since stays.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class ExpireProducers : Command
{
    public override CommandType Type => CommandType.ExpireProducers;

    /// <summary>Producers whose last commit is at or after this time stay.</summary>
    [Field]
    public long SilentSinceMs { get; set; }

    [Field]
    public PartitionProducer[] Producers { get; set; } = [];
}
