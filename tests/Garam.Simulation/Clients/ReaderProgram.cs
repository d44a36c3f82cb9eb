using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Simulation.Clients;

/// <summary>Reads every partition of every topic from its beginning, at its own pace, and begins again from time to time.</summary>
internal sealed class ReaderProgram(ClientMachine machine, World world)
{
    public async Task RunAsync()
    {
        while (machine.Time.GetElapsedTime(0) < world.WorkEnds)
        {
            var client = machine.NewClient();
            var consumer = new PartitionConsumer(client, new ConsumerOptions
            {
                FetchBytesMax = 1 << (12 + machine.Random.Next(6)),
                PartitionBytesMax = 1 << (10 + machine.Random.Next(6)),
                FetchWaitMax = TimeSpan.FromMilliseconds(50 + machine.Random.Next(500)),
            });
            var until = machine.Time.GetElapsedTime(0) + TimeSpan.FromSeconds(5 + machine.Random.Next(25));
            while (machine.Time.GetElapsedTime(0) < (until < world.WorkEnds ? until : world.WorkEnds))
            {
                AssignNew(consumer);
                foreach (var fetched in await consumer.PollAsync(CancellationToken.None))
                {
                    world.History.Read(machine.Process.Name, fetched);
                }

                await machine.ThinkAsync(TimeSpan.FromMilliseconds(100));
            }

            await consumer.DisposeAsync();
            await client.DisposeAsync();
        }
    }

    private void AssignNew(PartitionConsumer consumer)
    {
        foreach (var topic in world.Topics.Producible(withOthers: true))
        {
            for (var i = 0; i < world.Topics.PartitionCountOf(topic); i++)
            {
                var partition = new TopicPartition(topic, i);
                if (!consumer.Assignment.Contains(partition))
                {
                    consumer.Assign(partition, null);
                }
            }
        }
    }
}
