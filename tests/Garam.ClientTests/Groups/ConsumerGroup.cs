using System.Globalization;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Groups;

/// <summary>Members of one group that come and go, and what they saw together. Owns their processes.</summary>
public sealed class ConsumerGroup(ITestCluster cluster, string group, string topic, int partitions) : IAsyncDisposable
{
    /// <summary>What the slowest of the clients reads, committing batch by batch, on a busy machine.</summary>
    public const int RecordsPerSecond = 2000;

    private readonly List<ClientProcess> _members = [];

    public DeliveryLedger Ledger { get; } = new();

    /// <summary>How the members divide partitions.</summary>
    public string Assignor { get; init; } = "range";

    public ClientProcess Join(IKafkaClient client, string? instance = null, TimeSpan? sessionTimeout = null)
    {
        var settings = new ConsumerSettings(cluster.Bootstrap, group, [topic]) { Instance = instance, Assignor = Assignor };
        if (sessionTimeout is { } session)
        {
            settings = settings with { SessionTimeout = session };
        }

        var name = instance ?? $"{client.Name}-{_members.Count}";
        var member = client.StartConsumer(settings, (in ConsumedRecord record) => Ledger.Deliver(name, record), Note);
        _members.Add(member);
        return member;
    }

    /// <summary>Waits until these members share all partitions.</summary>
    public Task SharedByAsync(params IReadOnlyList<ClientProcess> members) =>
        ClientProcess.UntilAsync(members, () => IsSharedBy(members), $"sharing {partitions} partitions among {members.Count}");

    /// <summary>Stops the producer, waits until every record was read, and checks what the group saw.</summary>
    public async Task FinishAsync(ClientProcess producer, params IReadOnlyList<ClientProcess> members)
    {
        await producer.StopAsync();
        var sent = long.Parse(producer.Last("done")!.Words[0], CultureInfo.InvariantCulture);
        await ClientProcess.UntilAsync(members, () => Ledger.Distinct >= sent, $"having read all {sent} records");
        Assert.Empty(Ledger.Violations);
        Assert.Empty(Ledger.Gaps());
        Assert.Equal(sent, Ledger.Distinct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
        {
            await member.DisposeAsync();
        }
    }

    private bool IsSharedBy(IReadOnlyList<ClientProcess> members)
    {
        string[] all = [.. members.SelectMany(member => member.Assignment)];
        return all.Length == partitions && all.Distinct().Count() == partitions && members.All(member => member.Assignment.Count > 0);
    }

    private void Note(ClientEvent seen)
    {
        if (seen.Name == "committed")
        {
            Ledger.Commit(seen.Words[0], int.Parse(seen.Words[1], CultureInfo.InvariantCulture), long.Parse(seen.Words[2], CultureInfo.InvariantCulture));
        }
    }
}
