using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Benchmarks.Client;

/// <summary>All partitions of a topic from their beginning, every record looked at.</summary>
internal static class ConsumeLoad
{
    public static async Task RunAsync(ClientLoad load, string topic, long records)
    {
        await using var client = load.Connect();
        var metadata = await client.GetTopicAsync(topic, CancellationToken.None);
        using var consumer = new PartitionConsumer(client, new ConsumerOptions());
        for (var partition = 0; partition < metadata.PartitionCount; partition++)
        {
            consumer.Assign(new TopicPartition(topic, partition), 0);
        }

        var bytes = 0L;
        for (var left = records; left > 0;)
        {
            foreach (var partition in await consumer.PollAsync(CancellationToken.None))
            {
                foreach (ref readonly var record in partition.Records())
                {
                    bytes += record.Value.Length;
                    left--;
                }

                partition.Dispose();
            }
        }

        if (bytes < records * load.RecordBytes)
        {
            throw new InvalidOperationException($"{bytes} bytes were read.");
        }
    }
}
