using Garam.Client;
using Garam.Client.Fetching;
using Garam.Demo.Checking;
using Garam.Demo.Records;

namespace Garam.Demo.Streaming;

/// <summary>
/// Reads the whole log again when nothing is written any more. The group may have read a record before a kill took it out of the log:
/// its position is then past the place, and it would never notice.
/// </summary>
internal static class SecondReading
{
    public static async Task RunAsync(KafkaClient client, StreamCheck check, CancellationToken cancellation)
    {
        var ends = await client.Admin.FindOffsetsAsync([.. DemoTopics.Partitions], cancellation);
        await using var consumer = client.CreateConsumer(new ConsumerOptions { Reset = OffsetReset.Earliest });
        foreach (var partition in DemoTopics.Partitions)
        {
            consumer.Assign(partition, StartPosition.Start);
        }

        while (DemoTopics.Partitions.Any(partition => !(consumer.PositionOf(partition) >= ends[partition].End)))
        {
            foreach (var fetched in await consumer.PollAsync(cancellation))
            {
                using (fetched)
                {
                    foreach (ref readonly var record in fetched.Records())
                    {
                        check.ReadAgain(fetched.Partition, record);
                    }
                }
            }
        }

        foreach (var (partition, offsets) in ends)
        {
            check.EndAgain(partition, offsets.Start);
        }
    }
}
