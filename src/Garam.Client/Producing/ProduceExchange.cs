using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;

namespace Garam.Client.Producing;

/// <summary>One Produce request: its batches, and the broker's answer to each.</summary>
internal sealed class ProduceExchange(ClusterMetadata metadata, List<ProducerBatch> batches, ProducerOptions options)
{
    /// <summary>Enters the connection's queue before it first waits, so that calls leave in the order in which they are made.</summary>
    public async ValueTask CallAsync(KafkaConnection connection, Settlement settlement)
    {
        try
        {
            if (options.Acks == ProducerAcks.None)
            {
                await connection.SendAsync(ToRequest(), CancellationToken.None);
                SettleAll(settlement, BatchAnswer.Unasked);
            }
            else
            {
                Settle(settlement, await connection.CallAsync<ProduceRequest, ProduceResponse>(ToRequest(), CancellationToken.None));
            }
        }
        catch (KafkaException fault) when (fault.IsUnanswered)
        {
            SettleAll(settlement, BatchAnswer.Broken(fault.Message));
        }
        catch (KafkaException fault) when (fault.Fault == KafkaFault.NoCommonVersion)
        {
            SettleAll(settlement, new BatchAnswer(ErrorCode.UnsupportedVersion, -1, -1, fault.Message));
        }
    }

    private void Settle(Settlement settlement, ProduceResponse response)
    {
        foreach (var batch in batches)
        {
            settlement.Settle(batch, AnswerFor(batch.Queue.Partition, response));
        }
    }

    private void SettleAll(Settlement settlement, in BatchAnswer answer)
    {
        foreach (var batch in batches)
        {
            settlement.Settle(batch, answer);
        }
    }

    /// <summary>An answer that leaves out a batch counts as a broken connection.</summary>
    private BatchAnswer AnswerFor(TopicPartition partition, ProduceResponse response)
    {
        foreach (var topic in response.Responses)
        {
            if (topic.Name == partition.Topic || (topic.Name.Length == 0 && topic.TopicId == metadata.Topics[partition.Topic].Id))
            {
                foreach (var result in topic.PartitionResponses)
                {
                    if (result.Index == partition.Partition)
                    {
                        return new BatchAnswer(result.ErrorCode, result.BaseOffset, result.LogAppendTimeMs, result.ErrorMessage);
                    }
                }
            }
        }

        return BatchAnswer.Broken("the broker did not say what became of it");
    }

    private ProduceRequest ToRequest() => new()
    {
        Acks = (short)options.Acks,
        TimeoutMs = (int)options.RequestTimeout.TotalMilliseconds,
        TopicData = [.. batches.GroupBy(static batch => batch.Queue.Partition.Topic).Select(ToTopic)],
    };

    private ProduceRequest.TopicProduceData ToTopic(IGrouping<string, ProducerBatch> batches) => new()
    {
        Name = batches.Key,
        TopicId = metadata.Topics[batches.Key].Id,
        PartitionData = [.. batches.Select(static batch => new ProduceRequest.PartitionProduceData
        {
            Index = batch.Queue.Partition.Partition,
            Records = new RecordSlices(batch.Memory.Slices, batch.SizeBytes),
        })],
    };
}
