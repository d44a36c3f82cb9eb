using System.Globalization;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Groups;

/// <summary>Members of one group that come and go, and what they saw together. Owns their processes.</summary>
public sealed class ConsumerGroup(ITestCluster cluster, string group, string topic, int partitions) : IAsyncDisposable
{
    /// <summary>The rate at which the slowest of the clients reads, committing batch by batch, on a busy machine.</summary>
    public const int RecordsPerSecond = 2000;

    private readonly List<ClientProcess> _members = [];
    private readonly CommittedWatch _committed = new(cluster.Bootstrap, group);

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
        var member = client.StartConsumer(settings, (in ConsumedRecord record) => Ledger.Deliver(name, record), seen => Note(name, seen));
        _members.Add(member);
        return member;
    }

    /// <summary>Waits until these members share all partitions.</summary>
    public Task SharedByAsync(params IReadOnlyList<ClientProcess> members) =>
        ClientProcess.UntilAsync(members, () => IsSharedBy(members), $"sharing {partitions} partitions among {members.Count}");

    /// <summary>
    /// Stops the producer, waits until every record was read, and checks what the group saw: first that the server never took back a commit
    /// that it had acknowledged, then that members began where they should have. What a client repeated by itself is told and fails
    /// nothing: kafka-javascript, for one, seeks back to what it handled last when a batch of its cache becomes stale, whatever was
    /// committed meanwhile.
    /// </summary>
    public async Task FinishAsync(ClientProcess producer, params IReadOnlyList<ClientProcess> members)
    {
        await producer.StopAsync();
        var sent = long.Parse(producer.Last("done")!.Words[0], CultureInfo.InvariantCulture);
        await ClientProcess.UntilAsync(members, () => Ledger.Distinct >= sent, $"having read all {sent} records");
        var movedBack = await _committed.FindMovedBackAsync();
        Assert.True(movedBack.Count == 0, string.Join('\n', movedBack));
        Assert.Empty(Ledger.Violations);
        foreach (var repeat in Ledger.OwnRepeats)
        {
            TestContext.Current.SendDiagnosticMessage(repeat);
        }

        Assert.Empty(Ledger.Gaps());
        Assert.Equal(sent, Ledger.Distinct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
        {
            await member.DisposeAsync();
        }

        await _committed.DisposeAsync();
    }

    private bool IsSharedBy(IReadOnlyList<ClientProcess> members)
    {
        string[] all = [.. members.SelectMany(member => member.Assignment)];
        return all.Length == partitions && all.Distinct().Count() == partitions && members.All(member => member.Assignment.Count > 0);
    }

    private void Note(string member, ClientEvent seen)
    {
        if (seen.Name == "committed")
        {
            var (name, partition, offset) = (seen.Words[0], int.Parse(seen.Words[1], CultureInfo.InvariantCulture), long.Parse(
                seen.Words[2], CultureInfo.InvariantCulture));
            Ledger.Commit(name, partition, offset);
            _committed.Acknowledge(name, partition, offset);
        }
        else if (seen.Name == "assigned")
        {
            Ledger.Assign(
                member, topic,
                [.. seen.Words.Select(word => int.Parse(word[(word.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture))]);
        }
    }
}
