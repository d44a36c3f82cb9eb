using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Simulation.Clients;

/// <summary>
/// Reads all logs from the first to the last offset when everybody else is done, and compares them with what was promised.
/// </summary>
internal sealed class Auditor(ClientMachine machine, World world)
{
    /// <summary>Learns where the logs end, once nobody writes any more.</summary>
    public async Task FindEndsAsync()
    {
        await using var client = machine.NewClient();
        var consumer = new PartitionConsumer(client, new ConsumerOptions { Reset = OffsetReset.Latest });
        var partitions = Partitions().ToList();
        foreach (var partition in partitions)
        {
            consumer.Assign(partition, null);
        }

        while (partitions.Any(partition => consumer.PositionOf(partition) is null))
        {
            await consumer.PollAsync(CancellationToken.None);
        }

        var ends = new SortedDictionary<TopicPartition, long>();
        foreach (var partition in partitions)
        {
            ends.Add(partition, consumer.PositionOf(partition)!.Value);
        }

        world.Ends = ends;
    }

    public async Task AuditAsync()
    {
        await using var client = machine.NewClient();
        var consumer = new PartitionConsumer(client, new ConsumerOptions());
        foreach (var partition in world.Ends!.Keys)
        {
            consumer.Assign(partition, 0);
        }

        while (world.Ends.Any(end => (consumer.PositionOf(end.Key) ?? 0) < end.Value))
        {
            foreach (var fetched in await consumer.PollAsync(CancellationToken.None))
            {
                world.History.Read(machine.Process.Name, fetched);
            }
        }

        foreach (var (partition, end) in world.Ends)
        {
            world.History.LogOf(client.Metadata.Topics[partition.Topic].Id, partition).CheckComplete(end);
        }
    }

    private IEnumerable<TopicPartition> Partitions() =>
        world.Topics.Permanent.SelectMany(
            static topic => Enumerable.Range(0, topic.Value).Select(number => new TopicPartition(topic.Key, number)));
}
