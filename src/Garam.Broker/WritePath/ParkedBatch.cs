using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Records;

namespace Garam.Broker.WritePath;

/// <summary>A validated batch that waits, where it arrived, for its segment to be sealed.</summary>
/// <param name="Request">The request that it came in, and whose frame holds it.</param>
/// <param name="Answer">What the request's response will say about it.</param>
/// <param name="TopicId">The topic that it was bound to on arrival.</param>
/// <param name="Bytes">One whole batch.</param>
/// <param name="TimestampType">As the topic has it.</param>
/// <param name="MaxTimestampMs">Of the records; with log append time it is given at the seal.</param>
public readonly record struct ParkedBatch(
    PendingProduce Request,
    ProduceResponse.PartitionProduceResponse Answer,
    Uuid TopicId,
    ReadOnlyMemory<byte> Bytes,
    TimestampType TimestampType,
    long MaxTimestampMs);
