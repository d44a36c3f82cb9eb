using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Producers;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeProducers;

namespace Garam.Broker.Handlers.DescribeProducers;

/// <summary>DescribeProducers: 0. Deviation: answered by every agent from its replica; coordinator epoch and transaction start are -1, as there are no transactions.</summary>
public sealed class DescribeProducersHandler(Replica replica) : RequestHandler<DescribeProducersRequest, DescribeProducersResponse>
{
    protected override ValueTask<DescribeProducersResponse> HandleAsync(
        RequestContext context, DescribeProducersRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(new DescribeProducersResponse
        {
            Topics = Array.ConvertAll(request.Topics, topic => new DescribeProducersResponse.TopicResponse
            {
                Name = topic.Name,
                Partitions = Array.ConvertAll(topic.PartitionIndexes, partition => Describe(topic.Name, partition)),
            }),
        });

    /// <summary>Partition by partition, so that the lock is held briefly; the producers of a state never change once read.</summary>
    private DescribeProducersResponse.PartitionResponse Describe(string topic, int partition)
    {
        var producers = replica.Read((topic, partition), static (state, key) =>
            state.Topics.TryGet(key.topic, out var found) && state.Topics.TryGetPartition(new TopicPartition(found.Id, key.partition), out var log)
                ? log.Producers
                : null);
        return producers is null
            ? new() { PartitionIndex = partition, ErrorCode = ErrorCode.UnknownTopicOrPartition }
            : new() { PartitionIndex = partition, ActiveProducers = [.. producers.Values.Select(Describe)] };
    }

    private static DescribeProducersResponse.ProducerState Describe(ProducerState producer) => new()
    {
        ProducerId = producer.ProducerId,
        ProducerEpoch = producer.Epoch,
        LastSequence = producer.LastSequence,
        LastTimestamp = producer.LastTimestampMs,
        CoordinatorEpoch = -1,
    };
}
