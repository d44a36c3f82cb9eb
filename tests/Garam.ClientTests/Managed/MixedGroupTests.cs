using System.Globalization;
using Garam.Client.Groups;
using Garam.ClientTests.Groups;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Managed;

/// <summary>Garam's own client in one group with Java's and librdkafka's: whoever leads, all of them understand the assignment.</summary>
[Collection(Lanes.Short)]
public sealed class MixedGroupTests
{
    private const int Partitions = 6;
    private const string Topic = "mixed";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData("cooperative-sticky", "java", "confluent-kafka-dotnet")]
    [InlineData("sticky", "java", null)]
    public async Task A_mixed_group_loses_nothing_and_repeats_nothing_committed(string assignor, string second, string? third)
    {
        var (other, writer) = (KnownClients.Require(second), KnownClients.ConfluentNet);
        await using var cluster = await TestCluster.StartAsync();
        await RawConnection.CreateTopicsAsync(cluster.Bootstrap, (Topic, Partitions));
        await using var producer = writer.StartSequence(cluster.Bootstrap, Topic, Partitions, ConsumerGroup.RecordsPerSecond);
        await using var group = new ConsumerGroup(cluster, "group", Topic, Partitions) { Assignor = assignor };

        await using var first = Join(cluster, group, assignor);
        await UntilSharedAsync([first]);
        var b = group.Join(other);
        await UntilSharedAsync([first], b);
        if (third is not null)
        {
            var c = group.Join(KnownClients.Require(third));
            await UntilSharedAsync([first], b, c);
            await c.StopAsync();
            Assert.True(first.PartlyRevoked > 0);
        }

        // Java leads from here on, and the new member has to understand it.
        await first.StopAsync();
        await UntilSharedAsync([], b);
        await using var last = Join(cluster, group, assignor);
        await UntilSharedAsync([last], b);

        await producer.StopAsync();
        var sent = long.Parse(producer.Last("done")!.Words[0], CultureInfo.InvariantCulture);
        await UntilAsync(() => group.Ledger.Distinct >= sent, $"{sent} records read");
        Assert.Empty(group.Ledger.Violations);
        Assert.Empty(group.Ledger.Gaps());
        await b.StopAsync();
        await last.StopAsync();
    }

    private static ManagedMember Join(ITestCluster cluster, ConsumerGroup group, string assignor) => new(
        cluster.Bootstrap, "group", Topic, group.Ledger,
        assignor == "sticky" ? PartitionAssignor.Sticky : PartitionAssignor.CooperativeSticky);

    private static Task UntilSharedAsync(IReadOnlyList<ManagedMember> managed, params IReadOnlyList<ClientProcess> members) => UntilAsync(
        () =>
        {
            List<IReadOnlyCollection<string>> shares = [.. managed.Select(
                static member => (IReadOnlyCollection<string>)[.. member.Assigned.Select(static partition => partition.ToString())])];
            shares.AddRange(members.Select(static member => member.Assignment));
            string[] all = [.. shares.SelectMany(static share => share)];
            return all.Length == Partitions && all.Distinct().Count() == Partitions && shares.All(static share => share.Count > 0);
        },
        $"{Partitions} partitions shared among {managed.Count + members.Count}",
        managed);

    private static async Task UntilAsync(Func<bool> condition, string what, IReadOnlyList<ManagedMember>? managed = null)
    {
        var until = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            foreach (var member in managed ?? [])
            {
                await member.ThrowIfEndedAsync();
            }

            Assert.True(TimeProvider.System.GetElapsedTime(until) < Patience, $"Not {what} in time.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }
}
