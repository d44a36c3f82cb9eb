using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;

namespace Garam.Client.Producing;

/// <summary>One Produce request: which batches it carries, and what the broker said about each.</summary>
internal sealed class ProduceExchange(ClusterMetadata metadata, IReadOnlyList<ProducerBatch> batches)
{
    /// <summary>Kafka's "all": there is no other durability here.</summary>
    private const short AllReplicas = -1;

    public IReadOnlyList<ProducerBatch> Batches => batches;

    /// <summary>Enters the connection's queue before it first waits, so that calls leave in the order in which they are made.</summary>
    public ValueTask<ProduceResponse> CallAsync(KafkaConnection connection, TimeSpan timeout)
    {
        var request = new ProduceRequest
        {
            Acks = AllReplicas,
            TimeoutMs = (int)timeout.TotalMilliseconds,
            TopicData = [.. batches.GroupBy(static batch => batch.Partition.Topic).Select(ToTopic)],
        };
        return connection.CallAsync<ProduceRequest, ProduceResponse>(request, CancellationToken.None);
    }

    /// <summary>The answer about <paramref name="batch"/>; a broker that says nothing about it is as good as one that broke.</summary>
    public ProduceResponse.PartitionProduceResponse ResultOf(ProduceResponse response, ProducerBatch batch)
    {
        var (name, number) = batch.Partition;
        foreach (var topic in response.Responses)
        {
            if (topic.Name == name || (topic.Name.Length == 0 && topic.TopicId == metadata.Topics[name].Id))
            {
                foreach (var partition in topic.PartitionResponses)
                {
                    if (partition.Index == number)
                    {
                        return partition;
                    }
                }
            }
        }

        return new ProduceResponse.PartitionProduceResponse { Index = number, ErrorCode = ErrorCode.NetworkException, BaseOffset = -1 };
    }

    private ProduceRequest.TopicProduceData ToTopic(IGrouping<string, ProducerBatch> batches) => new()
    {
        Name = batches.Key,
        TopicId = metadata.Topics[batches.Key].Id,
        PartitionData = [.. batches.Select(static batch => new ProduceRequest.PartitionProduceData
        {
            Index = batch.Partition.Partition,
            Records = new RecordSlices(batch.Encoded),
        })],
    };
}
