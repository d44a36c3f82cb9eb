using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garam.Client.Admin;
using Garam.ClientTests.Managed;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Brokers;

/// <summary>
/// Apache Kafka on three brokers, for all tests of a class. The first one is the controller as well and must live. Topics have three
/// copies, two of which have to agree. Nothing is started where Kafka is not there.
/// </summary>
public sealed class KafkaBrokers : IAsyncLifetime
{
    public const int Count = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("kafka-test-").FullName;
    private readonly List<KafkaNode> _nodes = [];

    public IReadOnlyList<KafkaNode> Nodes => _nodes;

    /// <summary>All of them.</summary>
    public string Bootstrap => string.Join(',', _nodes.Select(static node => node.Address));

    public async ValueTask InitializeAsync()
    {
        if (Assets.Kafka is null)
        {
            return;
        }

        var ports = FreePorts(Count + 1);
        for (var id = 1; id <= Count; id++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, id.ToString(CultureInfo.InvariantCulture))).FullName;
            _nodes.Add(new KafkaNode(id, ports[id], folder, [.. Settings(id == 1, ports[id], ports[0])]));
        }

        _nodes.ForEach(static node => node.Start());
        await UntilWholeAsync(null);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts a node that was killed and waits until it has all of the topic again.</summary>
    public async Task ReviveAsync(KafkaNode node, string topic)
    {
        node.Start();
        await UntilWholeAsync(topic);
    }

    /// <summary>Waits until all brokers are there and have all of the topic.</summary>
    public Task UntilWholeAsync(string? topic) => Eventually.TrueAsync(
        async () =>
        {
            _nodes.ForEach(static node => node.ThrowIfEnded());
            await using var client = ManagedMember.Connect(_nodes[0].Address);
            var admin = new AdminClient(client);
            var cluster = await admin.DescribeClusterAsync(TestContext.Current.CancellationToken);
            var topics = topic is null ? [] : await admin.DescribeTopicsAsync([topic], TestContext.Current.CancellationToken);
            return cluster.Brokers.Count == Count
                && topics.SelectMany(static topic => topic.Partitions).All(static partition => partition.InSync.Count == Count);
        },
        "all brokers in service");

    /// <summary>Makes the next copy of every partition its leader; the former leaders live on and keep their copies.</summary>
    public async Task MoveLeadersAsync(string topic)
    {
        await using var client = ManagedMember.Connect(_nodes[0].Address);
        var admin = new AdminClient(client);
        var described = await admin.DescribeTopicsAsync([topic], TestContext.Current.CancellationToken);
        var turned = described[0].Partitions.Select(partition =>
        {
            var replicas = string.Join(',', partition.Replicas.Skip(1).Append(partition.Replicas[0]));
            return $$"""{"topic":"{{topic}}","partition":{{partition.Partition}},"replicas":[{{replicas}}]}""";
        });
        var plan = Path.Combine(_folder, "plan.json");
        await File.WriteAllTextAsync(
            plan, $$"""{"version":1,"partitions":[{{string.Join(',', turned)}}]}""", TestContext.Current.CancellationToken);
        await RunToolAsync("reassign", "--reassignment-json-file", plan, "--execute");
        await RunToolAsync("org.apache.kafka.tools.LeaderElectionCommand", "--election-type", "PREFERRED", "--path-to-json-file", plan);
        var moved = await admin.DescribeTopicsAsync([topic], TestContext.Current.CancellationToken);
        Assert.All(
            moved[0].Partitions, partition => Assert.NotEqual(described[0].Partitions[partition.Partition].Leader, partition.Leader));
    }

    private async Task RunToolAsync(string name, params string[] arguments)
    {
        var run = await Tool.RunAsync(Path.Combine(Assets.Kafka!, "kafka"), [name, "--bootstrap-server", _nodes[0].Address, .. arguments]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }

    /// <summary>A dead broker is noticed after three seconds instead of nine, and leaders move when a test wants it.</summary>
    private static IEnumerable<string> Settings(bool isController, int port, int controllerPort)
    {
        var listener = string.Create(CultureInfo.InvariantCulture, $"PLAINTEXT://127.0.0.1:{port}");
        var controller = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{controllerPort}");
        yield return isController ? "process.roles=broker,controller" : "process.roles=broker";
        yield return isController ? $"listeners={listener},CONTROLLER://{controller}" : $"listeners={listener}";
        yield return $"advertised.listeners={listener}";
        yield return $"controller.quorum.voters=1@{controller}";
        yield return "controller.listener.names=CONTROLLER";
        yield return "default.replication.factor=3";
        yield return "min.insync.replicas=2";
        yield return "offsets.topic.replication.factor=3";
        yield return "offsets.topic.num.partitions=3";
        yield return "group.initial.rebalance.delay.ms=0";
        yield return "auto.create.topics.enable=false";
        yield return "auto.leader.rebalance.enable=false";
        yield return "broker.session.timeout.ms=3000";
        yield return "broker.heartbeat.interval.ms=500";
    }

    /// <summary>Another process can still come first; then a node's start fails and says so.</summary>
    private static int[] FreePorts(int count)
    {
        List<TcpListener> listeners = [.. Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        listeners.ForEach(static listener => listener.Start());
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(static listener => listener.Dispose());
        return ports;
    }
}
