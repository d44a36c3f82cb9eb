using Garam.Client.Admin;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Simulation.Clients;

/// <summary>Creates the topics, makes one of them grow, and deletes and creates another one under everybody's feet.</summary>
internal sealed class AdminProgram(ClientMachine machine, World world)
{
    private const int PartitionsMax = 5;

    public async Task CreateTopicsAsync()
    {
        await using var client = machine.NewClient();
        var admin = new AdminClient(client);
        foreach (var (topic, partitions) in world.Topics.Permanent)
        {
            await CreateAsync(admin, topic, partitions);
        }

        await CreateAsync(admin, TopicPlan.Volatile, 1);
        await CreateAsync(admin, TopicPlan.Expiring, 1, new Dictionary<string, string> { ["retention.ms"] = "5000" });
    }

    public async Task RunAsync()
    {
        await using var client = machine.NewClient();
        var admin = new AdminClient(client);
        while (machine.Time.GetElapsedTime(0) < world.WorkEnds)
        {
            await machine.ThinkAsync(TimeSpan.FromSeconds(4));
            if (machine.Random.Next(5) == 0 && world.Topics.PartitionCountOf("events") < PartitionsMax)
            {
                await GrowAsync(admin, "events", world.Topics.PartitionCountOf("events") + 1);
            }
            else
            {
                await DeleteAsync(admin, TopicPlan.Volatile);
                await machine.ThinkAsync(TimeSpan.FromMilliseconds(500));
                await CreateAsync(admin, TopicPlan.Volatile, 1);
            }
        }
    }

    /// <summary>"Exists already" can be the echo of an own call whose answer was lost.</summary>
    private async Task CreateAsync(AdminClient admin, string topic, int partitions, IReadOnlyDictionary<string, string>? configs = null)
    {
        try
        {
            await admin.CreateTopicAsync(new NewTopic(topic, partitions, configs), CancellationToken.None);
        }
        catch (KafkaException refused) when (refused.Code == ErrorCode.TopicAlreadyExists)
        {
        }

        Note($"created {topic}");
    }

    private async Task DeleteAsync(AdminClient admin, string topic)
    {
        try
        {
            await admin.DeleteTopicAsync(topic, CancellationToken.None);
        }
        catch (KafkaException refused) when (refused.Fault == KafkaFault.TopicNotFound)
        {
        }

        Note($"deleted {topic}");
    }

    private async Task GrowAsync(AdminClient admin, string topic, int partitions)
    {
        try
        {
            await admin.CreatePartitionsAsync(topic, partitions, CancellationToken.None);
        }
        catch (KafkaException refused) when (refused.Code == ErrorCode.InvalidPartitions)
        {
        }

        world.Topics.Grow(topic, partitions);
        Note($"{topic} has {partitions} partitions");
    }

    private void Note(string what)
    {
        machine.Process.Tell(what);
        world.History.CountOperation();
    }
}
