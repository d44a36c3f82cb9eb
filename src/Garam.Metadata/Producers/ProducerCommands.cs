using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Producers;

/// <summary>
/// InitProducerId without a transactional id. As in Kafka, the answer is a new id with epoch 0, whatever id the client had: an idempotent
/// producer that needs a new epoch increments it by itself.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class AllocateProducerId : Command
{
    /// <summary>The number that a Kafka broker takes at a time.</summary>
    public const int CountMax = 1000;

    public override CommandType Type => CommandType.AllocateProducerId;

    /// <summary>The number of consecutive ids.</summary>
    [Field]
    public int Count { get; set; } = 1;
}

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

/// <summary>
/// Forgets producers that have been silent for producer.id.expiration.ms. The leader makes the list, which is bounded. Producers that wrote
/// since stay.
/// </summary>
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

[WireStruct(Flexible = "0+")]
public sealed partial class PartitionProducer
{
    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    [Field]
    public long ProducerId { get; set; }

    public TopicPartition TopicPartition => new(TopicId, Partition);
}
