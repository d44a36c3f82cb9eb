using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Client.Groups;
using Garam.ClientTests.Groups;
using Garam.ClientTests.Managed;
using Garam.ClientTests.Support;
using Garam.Protocol;

namespace Garam.ClientTests.Brokers;

/// <summary>Garam's own client on a Kafka cluster of three brokers, while its leaders and coordinators come, go and move.</summary>
[Collection(Lanes.Short)]
public sealed class ManyBrokersTests(KafkaBrokers brokers) : IClassFixture<KafkaBrokers>
{
    private const int Partitions = 6;

    // Enough to have every partition's leader asked many times.
    private const int Some = 1_000;

    /// <summary>Long enough that nothing is given up however slow the machine is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_spread_over_the_brokers_are_read_once_and_in_order() =>
        await CheckAsync("spread", static (_, _) => Task.CompletedTask);

    [Fact]
    public async Task A_killed_leader_and_coordinator_loses_and_doubles_nothing() => await CheckAsync("killed", async (group, writer) =>
    {
        var victim = brokers.Nodes.Single(node => node.Address == group.Coordinator.ToString());
        await victim.KillAsync();
        await writer.UntilMoreAsync(Some);
        await brokers.ReviveAsync(victim, "killed");
    });

    [Fact]
    public async Task Leaders_that_move_away_from_living_brokers_are_followed() =>
        await CheckAsync("moved", async (_, _) => await brokers.MoveLeadersAsync("moved"));

    [Fact]
    public async Task A_deleted_topic_holds_up_nobody_and_begins_anew_when_it_comes_back()
    {
        Assets.RequireKafka();
        await using var deletion = new TopicDeletion(brokers.Bootstrap, "noticed");
        await deletion.RunAsync();
    }

    [Fact]
    public async Task A_topic_that_is_replaced_at_once_begins_anew()
    {
        Assets.RequireKafka();
        await using var deletion = new TopicDeletion(brokers.Bootstrap, "replaced");
        await deletion.RunAtOnceAsync();
    }

    [Fact]
    public async Task A_list_of_brokers_may_begin_with_dead_ones()
    {
        Assets.RequireKafka();
        await using var client = ManagedMember.Connect($"127.0.0.1:1,127.0.0.1:2,127.0.0.1:3,{brokers.Nodes[2].Address}");

        Assert.Equal(KafkaBrokers.Count, (await new AdminClient(client).DescribeClusterAsync(Cancellation)).Brokers.Count);
    }

    /// <summary>
    /// A producer, a consumer and a group of two work on a topic while something happens to the brokers, and for a while after it.
    /// </summary>
    private async Task CheckAsync(string topic, Func<(string Id, HostPort Coordinator), NumberWriter, Task> happening)
    {
        Assets.RequireKafka();
        await using var client = ManagedMember.Connect(brokers.Bootstrap);
        await new AdminClient(client).CreateTopicAsync(new NewTopic(topic, Partitions), Cancellation);
        var group = await NameGroupAsync(client, topic);
        List<TopicPartition> partitions = [.. Enumerable.Range(0, Partitions).Select(number => new TopicPartition(topic, number))];
        var ledger = new DeliveryLedger();
        await using var first = new ManagedMember(brokers.Bootstrap, group.Id, topic, ledger, PartitionAssignor.CooperativeSticky);
        await using var second = new ManagedMember(brokers.Bootstrap, group.Id, topic, ledger, PartitionAssignor.CooperativeSticky);
        using var consumer = new PartitionConsumer(client, new ConsumerOptions());
        partitions.ForEach(partition => consumer.Assign(partition, 0));
        await using var reader = new NumberReader("the consumer", consumer.PollAsync);
        await using var writer = new NumberWriter(brokers.Bootstrap, partitions, Patience);

        await writer.UntilMoreAsync(Some);
        await happening(group, writer);
        await writer.UntilMoreAsync(Some);

        var sent = await writer.EndAsync();
        Assert.Empty(writer.Faults);
        foreach (var partition in partitions)
        {
            await reader.UntilAsync(partition, sent[partition]);
            Assert.Equal(NumbersUpTo(sent[partition]), writer.AcknowledgedOf(partition));
            Assert.Equal(NumbersUpTo(sent[partition]), reader.ReadOf(partition)[0]);
        }

        await Eventually.TrueAsync(() => ledger.Distinct >= sent.Values.Sum(), "everything read by the group");
        Assert.Empty(ledger.Violations);
        Assert.Empty(ledger.Gaps());
        await first.StopAsync();
        await second.StopAsync();
    }

    private static IEnumerable<(long Offset, long Number)> NumbersUpTo(long count) =>
        Enumerable.Range(0, (int)count).Select(static number => ((long)number, (long)number));

    /// <summary>A name whose coordinator is not the broker that must live.</summary>
    private async Task<(string Id, HostPort Coordinator)> NameGroupAsync(ClusterClient client, string prefix)
    {
        var admin = new GroupAdminClient(client);
        for (var attempt = 0; ; attempt++)
        {
            var name = $"{prefix}-{attempt}";
            var coordinator = (await admin.DescribeAsync([name], Cancellation))[0].Coordinator;
            if (coordinator.ToString() != brokers.Nodes[0].Address)
            {
                return (name, coordinator);
            }
        }
    }
}
