using Garam.Client;
using Garam.Client.Cluster;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Agents;

/// <summary>
/// Java, librdkafka and kafkajs at work at the same time, all with default settings. A fault of one fails whatever the test waits for.
/// Owns the clients.
/// </summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const int Partitions = 6;

    /// <summary>In every partition: what was under way when something happened is through, and so is more.</summary>
    private const int RecordsToGoOn = 20;

    private const int FaultsTold = 20;

    private readonly IReadOnlyList<ClientTraffic> _clients;
    private IReadOnlyList<GroupView> _groups = [];

    private Traffic(IReadOnlyList<ClientTraffic> clients) => _clients = clients;

    /// <summary>Starts the clients, and waits until all their members read and all their producers send.</summary>
    public static async Task<Traffic> StartAsync(AgentProcesses agents)
    {
        ScriptClient[] known = [KnownClients.JavaTraffic, KnownClients.ConfluentNet, KnownClients.KafkaJsTraffic];
        ScriptClient[] libraries = [.. known.Where(one => one.Missing is null)];
        await RawConnection.CreateTopicsAsync(
            agents.Living[0].Kafka, [.. libraries.SelectMany(StreamsOf).Select(stream => (stream.Name, Partitions))]);
        var traffic = new Traffic([.. libraries.Select(library => new ClientTraffic(
            library, new TrafficSettings(agents.Bootstrap, $"{library.Name}-group", StreamsOf(library), Partitions)))]);
        await traffic.UntilAsync(static client => client.IsShared, "a group of two");
        await traffic.UntilGoneOnAsync();
        traffic._groups = await traffic.LookAtGroupsAsync(agents);
        Assert.All(traffic._groups, static group => Assert.True(group.IsStable, group.ToString()));
        return traffic;
    }

    /// <summary>Waits until every partition has had more records acknowledged and read than a moment ago.</summary>
    public async Task UntilGoneOnAsync()
    {
        var before = _clients.ToDictionary(static client => client, static client => client.Progress());
        await UntilAsync(
            client => client.Progress().Zip(before[client]).All(static count => count.First >= count.Second + RecordsToGoOn), "progress");
    }

    /// <summary>
    /// Ends the producers. All that they sent is acknowledged and read, once and in order; no error reached an application; and no group
    /// has rebalanced since the start, except for those whose clients join anew by themselves.
    /// </summary>
    public async Task FinishAsync(AgentProcesses agents)
    {
        await Task.WhenAll(_clients.Select(static client => client.Process.TellAsync("stop")));
        await UntilAsync(static client => client.IsFinished, "everything sent being acknowledged and read");
        await AssertGroupsStayedAsync(agents);
        await Task.WhenAll(_clients.Select(static client => client.Process.CloseAsync()));
        AssertFaultless();
        TellWaits();
    }

    /// <summary>Waits until every group has committed every partition. Returns the committed offsets.</summary>
    public async Task<IReadOnlyDictionary<(string Group, TopicPartition Partition), long>> UntilCommittedAsync(AgentProcesses agents)
    {
        var committed = await FindCommittedAsync(agents);
        var expected = _clients.Sum(static client => client.Ledgers.Count) * Partitions;
        await Eventually.TrueAsync(
            async () =>
            {
                committed = await FindCommittedAsync(agents);
                return committed.Count == expected;
            },
            "commits of every group");
        return committed;
    }

    /// <summary>
    /// Agents that know nothing but the store have all records that were acknowledged, the groups as they were, and at least these commits.
    /// </summary>
    public async Task AssertAllThereAsync(
        AgentProcesses agents, IReadOnlyDictionary<(string Group, TopicPartition Partition), long> committed)
    {
        Assert.Equal(_groups, await LookAtGroupsAsync(agents));
        var now = await FindCommittedAsync(agents);
        Assert.All(committed, before => Assert.InRange(now[before.Key], before.Value, long.MaxValue));

        await using var readers = new Traffic([.. _clients.Select(client => client.NewReader(agents.Bootstrap))]);
        await readers.UntilAsync(
            reader => _clients.Single(client => client.Name == reader.Name).Ledgers.Zip(reader.Ledgers)
                .All(static pair => pair.First.MissingFrom(pair.Second).Count == 0),
            "all acknowledged records read again");
        await Task.WhenAll(readers._clients.Select(static reader => reader.Process.CloseAsync()));
        readers.AssertFaultless();
    }

    /// <summary>SIGKILL for all clients.</summary>
    public Task KillAsync() => Task.WhenAll(_clients.Select(static client => client.Process.KillAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }
    }

    private static RecordStream[] StreamsOf(ScriptClient library) =>
        library == KnownClients.JavaTraffic
            ? [new RecordStream(library.Name, Idempotent: true)]
            : [new RecordStream(library.Name, Idempotent: true), new RecordStream($"{library.Name}-plain", Idempotent: false)];

    private async Task AssertGroupsStayedAsync(AgentProcesses agents)
    {
        var now = await LookAtGroupsAsync(agents);
        Assert.All(
            _clients.Zip(_groups, now).Where(static group => group.First.KeepsGeneration),
            static group => Assert.Equal(group.Second, group.Third));
    }

    private async Task<IReadOnlyList<GroupView>> LookAtGroupsAsync(AgentProcesses agents)
    {
        var views = new List<GroupView>();
        foreach (var client in _clients)
        {
            views.Add(await GroupView.LookAsync(agents.Living[0].Kafka, client.Group));
        }

        return views;
    }

    private async Task<IReadOnlyDictionary<(string Group, TopicPartition Partition), long>> FindCommittedAsync(AgentProcesses agents)
    {
        await using var client = await KafkaClient.ConnectAsync(agents.Bootstrap, cancellation: TestContext.Current.CancellationToken);
        var found = new Dictionary<(string Group, TopicPartition Partition), long>();
        foreach (var group in _clients.Select(static traffic => traffic.Group))
        {
            foreach (var (partition, offset) in await client.Groups.FetchOffsetsAsync(group, null, TestContext.Current.CancellationToken))
            {
                found[(group, partition)] = offset.Offset;
            }
        }

        return found;
    }

    private Task UntilAsync(Func<ClientTraffic, bool> condition, string what) => ClientProcess.UntilAsync(
        [.. _clients.Select(static client => client.Process)],
        () =>
        {
            AssertFaultless();
            return _clients.All(condition);
        },
        what);

    private void AssertFaultless()
    {
        string[] faults = [.. _clients.SelectMany(static client => client.Faults).Take(FaultsTold)];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    private void TellWaits()
    {
        foreach (var ledger in _clients.SelectMany(static client => client.Ledgers))
        {
            TestContext.Current.SendDiagnosticMessage($"The longest waits of {ledger.Waits}.");
        }

        foreach (var client in _clients)
        {
            foreach (var restart in client.Process.Events.Where(static seen => seen.Name == "restarted"))
            {
                TestContext.Current.SendDiagnosticMessage($"{client.Name} started a consumer again: {string.Join(' ', restart.Words)}");
            }
        }
    }
}
