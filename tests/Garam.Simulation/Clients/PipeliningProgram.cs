using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.InitProducerId;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;
using Garam.Simulation.Checks;

namespace Garam.Simulation.Clients;

/// <summary>
/// Begins one idempotent producer after the other, each with several batches under way at once and not always in order, as when they go to
/// several agents or the first is refused. It takes "duplicate" for success, as clients do, so every batch answered that way must be in the
/// log.
/// </summary>
internal sealed class PipeliningProgram(ClientMachine machine, World world)
{
    private const int BatchesMax = 8;
    private const int RecordsPerBatch = 3;
    private const int AttemptsMax = 4;

    /// <summary>Each producer id is a producer of its own in the history: what the numbers of one say does not hold across two.</summary>
    private int _nextProducer = 1_000;

    public async Task RunAsync()
    {
        while (machine.Time.GetElapsedTime(0) < world.WorkEnds)
        {
            try
            {
                await using var connection = await machine.ConnectAsync();
                while (machine.Time.GetElapsedTime(0) < world.WorkEnds)
                {
                    await BeginProducerAsync(connection);
                    await machine.ThinkAsync(TimeSpan.FromSeconds(1));
                }
            }
            catch (KafkaException fault)
            {
                machine.Process.Tell($"starts over: {fault.Message}");
                await machine.ThinkAsync(TimeSpan.FromMilliseconds(300));
            }
        }
    }

    private async Task BeginProducerAsync(KafkaConnection connection)
    {
        var given = await connection.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(
            new InitProducerIdRequest { TransactionalId = null }, default);
        if (given.ErrorCode != ErrorCode.None)
        {
            return;
        }

        var topics = world.Topics.Producible(withOthers: false);
        var topic = topics[machine.Random.Next(topics.Count)];
        var partition = new TopicPartition(topic, machine.Random.Next(world.Topics.PartitionCountOf(topic)));
        if (await TopicIdAsync(connection, topic) is not { } topicId)
        {
            return;
        }

        var producer = new Run(given.ProducerId, _nextProducer++, topicId, partition);
        var order = Enumerable.Range(0, 2 + machine.Random.Next(BatchesMax - 1)).ToArray();
        if (machine.Random.Next(2) == 0)
        {
            machine.Random.Shuffle(order);
        }

        // What was refused is sent again while others are under way: that is when "duplicate" would be a lie.
        var left = order.ToList();
        for (var attempt = 0; attempt < AttemptsMax && left.Count > 0; attempt++)
        {
            var sent = left.ConvertAll(batch => (Batch: batch, Answer: SendAsync(connection, producer, batch)));
            left.Clear();
            foreach (var (batch, answer) in sent)
            {
                if (!Note(producer, batch, await answer))
                {
                    left.Add(batch);
                }
            }
        }
    }

    /// <summary>Null while the server does not know.</summary>
    private static async Task<Uuid?> TopicIdAsync(KafkaConnection connection, string topic)
    {
        var request = new MetadataRequest
        {
            Topics = [new MetadataRequest.MetadataRequestTopic { Name = topic }],
            AllowAutoTopicCreation = false,
        };
        var answer = await connection.CallAsync<MetadataRequest, MetadataResponse>(request, default);
        return answer.Topics[0].ErrorCode == ErrorCode.None ? answer.Topics[0].TopicId : null;
    }

    private async Task<ProduceResponse.PartitionProduceResponse> SendAsync(KafkaConnection connection, Run producer, int batch)
    {
        var builder = new BatchBuilder { ProducerId = producer.ProducerId, ProducerEpoch = 0, BaseSequence = batch * RecordsPerBatch };
        for (var i = 0; i < RecordsPerBatch; i++)
        {
            builder.Append(machine.Time.GetUtcNow().ToUnixTimeMilliseconds(), null, producer.Record(batch, i).ToValue(40));
        }

        var request = new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 10_000,
            TopicData =
            [
                new ProduceRequest.TopicProduceData
                {
                    TopicId = producer.TopicId,
                    PartitionData = [new ProduceRequest.PartitionProduceData
                    {
                        Index = producer.Partition.Partition, Records = new RecordSlices(builder.ToArray()),
                    }],
                },
            ],
        };
        var response = await connection.CallAsync<ProduceRequest, ProduceResponse>(request, default);
        return response.Responses[0].PartitionResponses[0];
    }

    /// <summary>False when a client would send the batch again.</summary>
    private bool Note(Run producer, int batch, ProduceResponse.PartitionProduceResponse answer)
    {
        for (var i = 0; i < RecordsPerBatch; i++)
        {
            if (answer.ErrorCode == ErrorCode.None)
            {
                world.History.Acknowledge(producer.TopicId, producer.Partition, answer.BaseOffset + i, producer.Record(batch, i));
            }
            else if (answer.ErrorCode == ErrorCode.DuplicateSequenceNumber)
            {
                world.History.Promise(producer.TopicId, producer.Partition, producer.Record(batch, i));
            }
        }

        return answer.ErrorCode is ErrorCode.None or ErrorCode.DuplicateSequenceNumber;
    }

    private sealed record Run(long ProducerId, int Number, Uuid TopicId, TopicPartition Partition)
    {
        public RecordId Record(int batch, int index) => new(Number, (batch * RecordsPerBatch) + index);
    }
}
