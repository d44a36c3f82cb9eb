using System.Globalization;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Agents;

/// <summary>
/// One client library at work with its default settings: a producer for each topic, and a group that reads the topics. Keeps what they are
/// told. Owns the process.
/// </summary>
internal sealed class ClientTraffic : IAsyncDisposable
{
    private readonly ScriptClient _client;
    private readonly TrafficSettings _settings;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, IReadOnlyList<string>> _assigned = [];
    private readonly List<string> _failures = [];
    private readonly Dictionary<string, int> _sent = [];

    public ClientTraffic(ScriptClient client, TrafficSettings settings)
    {
        (_client, _settings) = (client, settings);
        Ledgers = [.. settings.Streams.Select(stream => new StreamLedger(stream, settings.Partitions))];
        Process = client.StartTraffic(settings, (in ConsumedRecord record) => LedgerOf(record.Topic).Accept(record), Note);
    }

    public string Name => _client.Name;

    public string Group => _settings.Group;

    /// <summary>
    /// Its members join anew only if the coordinator tells them to. Those of kafkajs do so whenever a fetch tells them that another agent
    /// leads the partition, and start again when the agent that they took for the coordinator is gone; so they do with Apache Kafka.
    /// </summary>
    public bool KeepsGeneration => _client != KnownClients.KafkaJsTraffic;

    public IReadOnlyList<StreamLedger> Ledgers { get; }

    public ClientProcess Process { get; }

    /// <summary>Errors that reached the application, and records that came where others belong.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_lock)
            {
                return [.. _failures, .. Ledgers.SelectMany(static ledger => ledger.Faults)];
            }
        }
    }

    /// <summary>All members are there and share all partitions.</summary>
    public bool IsShared
    {
        get
        {
            lock (_lock)
            {
                string[] all = [.. _assigned.Values.SelectMany(static partitions => partitions)];
                return _assigned.Count == _settings.Members && _assigned.Values.All(static partitions => partitions.Count > 0)
                    && all.Length == _settings.Streams.Count * _settings.Partitions && all.Distinct().Count() == all.Length;
            }
        }
    }

    /// <summary>The producers have ended, and the group has read all that they sent.</summary>
    public bool IsFinished
    {
        get
        {
            lock (_lock)
            {
                return Ledgers.All(ledger => _sent.TryGetValue(ledger.Stream.Name, out var sent) && ledger.Acknowledged == sent
                    && ledger.Read >= sent && ledger.MissingFrom(ledger).Count == 0);
            }
        }
    }

    /// <summary>The number of acknowledged and of read records of every partition.</summary>
    public IReadOnlyList<int> Progress() => [.. Ledgers.SelectMany(static ledger => ledger.Progress())];

    /// <summary>The same library, with a group of its own that reads everything from the beginning. The caller owns it.</summary>
    public ClientTraffic NewReader(string bootstrap) =>
        new(_client, _settings with { Bootstrap = bootstrap, Group = $"{Group}-again", Members = 1, PerSecond = 0 });

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private StreamLedger LedgerOf(string topic) => Ledgers.Single(ledger => ledger.Stream.Name == topic);

    private void Note(ClientEvent seen)
    {
        switch (seen.Name)
        {
            case "acked":
                LedgerOf(seen.Words[0]).Acknowledge((int)Number(seen, 1), Number(seen, 2), Number(seen, 3));
                break;
            case "assigned":
                Assign(seen.Words[0], [.. seen.Words.Skip(1)]);
                break;
            case "revoked":
                Assign(seen.Words[0], []);
                break;
            case "failed":
                lock (_lock)
                {
                    _failures.Add($"{Name}: {string.Join(' ', seen.Words)}");
                }

                break;
            case "sent":
                lock (_lock)
                {
                    _sent[seen.Words[0]] = (int)Number(seen, 1);
                }

                break;
        }
    }

    private void Assign(string member, IReadOnlyList<string> partitions)
    {
        lock (_lock)
        {
            _assigned[member] = partitions;
        }

        foreach (var ledger in Ledgers)
        {
            ledger.Rebalance();
        }
    }

    private static long Number(ClientEvent seen, int word) => long.Parse(seen.Words[word], CultureInfo.InvariantCulture);
}
