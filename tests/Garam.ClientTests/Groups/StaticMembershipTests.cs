using Garam.ClientTests.Support;

namespace Garam.ClientTests.Groups;

/// <summary>A member with a name of its own (group.instance.id) may go and come back within its session: nobody rebalances.</summary>
[Collection(Lanes.Short)]
public sealed class StaticMembershipTests
{
    private const int Partitions = 4;
    private const string Topic = "static";

    // Longer than any restart takes on a busy machine.
    private static readonly TimeSpan Session = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Clients => ["kafka-javascript", "python3-confluent-kafka", "confluent-kafka-dotnet", "java"];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_static_member_restarts_and_crashes_without_a_rebalance(string name)
    {
        var (client, writer) = (KnownClients.Require(name), KnownClients.ConfluentNet);
        await using var cluster = await TestCluster.StartAsync();
        await RawConnection.CreateTopicsAsync(cluster.Bootstrap, (Topic, Partitions));
        await using var producer = writer.StartSequence(cluster.Bootstrap, Topic, Partitions, ConsumerGroup.RecordsPerSecond);
        await using var group = new ConsumerGroup(cluster, "group", Topic, Partitions);

        var stays = group.Join(client, "stays", Session);
        await group.SharedByAsync(stays);
        var goes = group.Join(client, "goes", Session);
        await group.SharedByAsync(stays, goes);
        string[] assignment = [.. goes.Assignment.Order()];
        var rebalances = stays.Count("assigned");

        await goes.StopAsync();
        goes = group.Join(client, "goes", Session);
        await group.SharedByAsync(stays, goes);
        Assert.Equal(assignment, goes.Assignment.Order());

        await goes.KillAsync();
        goes = group.Join(client, "goes", Session);
        await group.SharedByAsync(stays, goes);
        Assert.Equal(assignment, goes.Assignment.Order());

        await group.FinishAsync(producer, stays, goes);
        Assert.Equal(rebalances, stays.Count("assigned"));
    }
}
