using Garam.Client;
using Garam.Client.Fetching;
using Garam.Client.Groups;
using Garam.Demo.Checking;
using Garam.Demo.Records;

namespace Garam.Demo.Streaming;

/// <summary>One member of the group. Shows the check what it reads, and commits it once a second.</summary>
internal static class ConsumingLoop
{
    public const string Group = "demo";

    /// <summary>Reads until stopped, and leaves the group.</summary>
    public static async Task RunAsync(KafkaClient client, StreamCheck check, CancellationToken stopping)
    {
        var group = new GroupOptions { GroupId = Group, Topics = DemoTopics.Names, AutoCommitInterval = TimeSpan.FromSeconds(1) };
        await using var consumer = client.CreateGroupConsumer(group, new ConsumerOptions { Reset = OffsetReset.Earliest });
        while (!stopping.IsCancellationRequested)
        {
            foreach (var fetched in await consumer.PollAsync(stopping))
            {
                using (fetched)
                {
                    foreach (ref readonly var record in fetched.Records())
                    {
                        check.Read(fetched.Partition, record);
                    }
                }
            }
        }
    }
}
