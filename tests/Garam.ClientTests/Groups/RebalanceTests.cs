using Garam.ClientTests.Support;

namespace Garam.ClientTests.Groups;

/// <summary>Members of a group come, leave and die while records arrive: every record is read, and none again that was committed.</summary>
[Collection(Lanes.Short)]
public sealed class RebalanceTests
{
    private const int Partitions = 6;
    private const string Topic = "rebalanced";

    /// <summary>kafkajs and python3-kafka know no assignor that the others know, so they keep to themselves.</summary>
    public static TheoryData<string, string> Pairs => new()
    {
        { "kafkajs", "kafkajs" },
        { "confluent-kafka-dotnet", "confluent-kafka-dotnet" },
        { "kafka-javascript", "java" },
        { "java", "python3-confluent-kafka" },
        { "python3-kafka", "python3-kafka" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Join_leave_and_crash_lose_nothing_and_repeat_nothing_committed(string first, string second)
    {
        var (one, other, writer) = (KnownClients.Require(first), KnownClients.Require(second), KnownClients.ConfluentNet);
        await using var cluster = await TestCluster.StartAsync();
        await RawConnection.CreateTopicsAsync(cluster.Bootstrap, (Topic, Partitions));
        await using var producer = writer.StartSequence(cluster.Bootstrap, Topic, Partitions, ConsumerGroup.RecordsPerSecond);
        await using var group = new ConsumerGroup(cluster, "group", Topic, Partitions);

        var a = group.Join(one);
        await group.SharedByAsync(a);
        var b = group.Join(other);
        await group.SharedByAsync(a, b);
        var c = group.Join(one);
        await group.SharedByAsync(a, b, c);

        await c.StopAsync();
        await group.SharedByAsync(a, b);
        await b.KillAsync();
        await group.SharedByAsync(a);
        var d = group.Join(other);
        await group.SharedByAsync(a, d);

        await group.FinishAsync(producer, a, d);
        await a.StopAsync();
        await d.StopAsync();
    }
}
