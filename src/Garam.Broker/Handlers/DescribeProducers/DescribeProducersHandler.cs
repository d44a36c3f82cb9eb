using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Producers;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeProducers;

namespace Garam.Broker.Handlers.DescribeProducers;

/// <summary>
/// DescribeProducers: 0.
/// Deviations:
/// - Every agent answers from its replica.
/// - Coordinator epoch and transaction start are -1, because there are no transactions.
/// - A partition that a request names twice is answered once.
/// </summary>
public sealed class DescribeProducersHandler(Replica replica) : RequestHandler<DescribeProducersRequest, DescribeProducersResponse>
{
    protected override ValueTask<DescribeProducersResponse> HandleAsync(
        RequestContext context, DescribeProducersRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(new DescribeProducersResponse
        {
            Topics = [.. request.Topics
                .GroupBy(topic => topic.Name, StringComparer.Ordinal)
                .Select(topic => new DescribeProducersResponse.TopicResponse
            {
                Name = topic.Key,
                Partitions = [.. topic.SelectMany(same => same.PartitionIndexes).Distinct().Select(
                    partition => Describe(topic.Key, partition))],
            })],
        });

    /// <summary>Partition by partition, so that the lock is held briefly; the producers of a state never change once read.</summary>
    private DescribeProducersResponse.PartitionResponse Describe(string topic, int partition)
    {
        var producers = replica.Read((topic, partition), static (state, key) =>
            state.Topics.TryGet(key.topic, out var found)
                && state.Topics.TryGetPartition(new TopicPartition(found.Id, key.partition), out var log)
                ? log.Producers
                : null);
        return producers is null
            ? new()
            {
                PartitionIndex = partition,
                ErrorCode = TopicName.Fault(topic) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.InvalidTopicException,
            }
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
