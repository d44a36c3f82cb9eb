using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Producing;
using Garam.Protocol.Compression;
using Garam.Simulation.Checks;

namespace Garam.Simulation.Clients;

/// <summary>An idempotent producer that writes to random partitions, several records at once, and notes what is acknowledged.</summary>
internal sealed class ProducerProgram(ClientMachine machine, int number, World world)
{
    /// <summary>More would only wait in the producer's buffer.</summary>
    private const int UnacknowledgedMax = 60;

    private readonly Dictionary<TopicPartition, long> _numbers = [];
    private readonly List<Task> _deliveries = [];

    public async Task RunAsync()
    {
        var client = machine.NewClient();
        using var stopping = new CancellationTokenSource();
        await using var producer = new Producer(client, new ProducerOptions
        {
            BatchBytesMax = 4096,
            Linger = TimeSpan.FromMilliseconds(machine.Random.Next(10)),
            DeliveryTimeout = TimeSpan.FromHours(1),
            Compression = (CompressionType)machine.Random.Next(5),
            EncodersMax = 2,
        });
        var running = producer.RunAsync(stopping.Token);
        while (machine.Time.GetElapsedTime(0) < world.WorkEnds)
        {
            Burst(client, producer);
            _deliveries.RemoveAll(static delivery => delivery.IsCompletedSuccessfully);
            do
            {
                await machine.ThinkAsync(TimeSpan.FromMilliseconds(150));
            }
            while (_deliveries.Count(static delivery => !delivery.IsCompleted) > UnacknowledgedMax);
        }

        foreach (var delivery in _deliveries)
        {
            await delivery;
        }

        stopping.Cancel();
        await running;
        await client.DisposeAsync();
    }

    private void Burst(ClusterClient client, Producer producer)
    {
        var topics = world.Topics.Producible(machine.Random.Next(6) == 0);
        var topic = topics[machine.Random.Next(topics.Count)];
        var partition = new TopicPartition(topic, machine.Random.Next(world.Topics.PartitionCountOf(topic)));
        for (var i = 1 + machine.Random.Next(5); i > 0; i--)
        {
            _deliveries.Add(ProduceAsync(client, producer, partition));
        }
    }

    private async Task ProduceAsync(ClusterClient client, Producer producer, TopicPartition partition)
    {
        var record = new RecordId(number, _numbers.GetValueOrDefault(partition));
        _numbers[partition] = record.Number + 1;
        var value = record.ToValue(machine.Random.Next(20) == 0 ? 6000 : machine.Random.Next(400));
        try
        {
            var delivery = await producer.ProduceAsync(
                new ProducerRecord(partition, null, value, machine.Time.GetUtcNow().ToUnixTimeMilliseconds()), CancellationToken.None);

            // Which incarnation of a topic that comes and goes took the record is not known here; the others have one id.
            if (TopicPlan.HasOneId(partition.Topic))
            {
                world.History.Acknowledge(client.Metadata.Topics[partition.Topic].Id, delivery, record);
            }
            else
            {
                world.History.CountOperation();
            }
        }
        catch (KafkaException refused) when (!TopicPlan.HasOneId(partition.Topic))
        {
            machine.Process.Tell($"{partition} refused {record}: {refused.Message}");
        }
    }
}
