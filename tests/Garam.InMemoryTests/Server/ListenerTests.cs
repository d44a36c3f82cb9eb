using System.Net;
using Garam.Client.Connections;
using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeConfigs;
using Garam.Protocol.Messages.Metadata;
using Garam.Storage;
using Garam.Storage.Memory;

namespace Garam.InMemoryTests.Server;

/// <summary>A node with a listener for all clients and one for each of two zones.</summary>
public sealed class ListenerTests
{
    private const int PortOfA = 9093;
    private const int PortOfB = 9094;
    private const sbyte BrokerResource = 4;

    [Fact]
    public async Task Each_client_is_told_the_address_of_its_own_listener()
    {
        await using var node = await StartAsync();

        Assert.Equal("127.0.0.1:9092", await ToldAsync(node.Client));
        Assert.Equal("127.0.0.1:9093", await ToldAsync(node, PortOfA));
        Assert.Equal("b.example.com:19094", await ToldAsync(node, PortOfB));
    }

    [Fact]
    public async Task The_settings_of_the_broker_show_every_listener()
    {
        await using var node = await StartAsync();
        var answer = await node.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(
            new() { Resources = [new() { ResourceType = BrokerResource, ResourceName = "1", ConfigurationKeys = null }] });
        var settings = answer.Results[0].Configs.ToDictionary(static config => config.Name, static config => config.Value);

        Assert.Equal("PLAINTEXT://127.0.0.1:9092,PLAINTEXT://127.0.0.1:9093,PLAINTEXT://127.0.0.1:9094", settings["listeners"]);
        Assert.Equal(
            "PLAINTEXT://127.0.0.1:9092,PLAINTEXT://127.0.0.1:9093,PLAINTEXT://b.example.com:19094", settings["advertised.listeners"]);
    }

    [Fact]
    public async Task All_listeners_share_the_connections_of_the_process()
    {
        await using var node = await StartAsync(connectionsMax: 3);
        await using var a = await node.ConnectAsync(PortOfA);
        await using var b = await node.ConnectAsync(PortOfB);

        foreach (var port in new[] { PortOfA, PortOfB })
        {
            await using var refused = await node.ConnectRawAsync(port);
            Assert.Null(await refused.ReceiveAsync());
        }

        Assert.NotEmpty(await ToldAsync(a));
        Assert.NotEmpty(await ToldAsync(b));
    }

    [Fact]
    public async Task A_stop_answers_what_every_listener_has_accepted_and_closes_them_all()
    {
        var latency = new StoreLatency { Least = TimeSpan.FromMilliseconds(100), MeanExtra = TimeSpan.Zero };
        var segments = new SegmentSignal();
        await using var store = new FaultyObjectStore(
            new LatencyObjectStore(new MemoryObjectStore(), latency, new Random(1), TimeProvider.System), segments, new Random(1));
        await using var node = await StartAsync(store: store);
        await node.CreateTopicAsync("t");
        await using var a = await node.ConnectRawAsync(PortOfA);
        await using var b = await node.ConnectAsync(PortOfB);

        var produced = node.ProduceAsync("t", BatchBytes.Of("accepted"), b);
        await segments.Begun;
        Assert.True(await node.StopAsync(TimeSpan.FromSeconds(10)));

        Assert.Equal(ErrorCode.None, await produced);
        Assert.Null(await a.ReceiveAsync());
        await Assert.ThrowsAnyAsync<IOException>(() => node.ConnectRawAsync(PortOfB));
    }

    [Fact]
    public async Task A_process_that_raises_the_level_tells_its_listeners_at_once()
    {
        await using var node = await StartAsync(featureLevelMax: FeatureLevels.Two);
        Assert.Equal("127.0.0.1:9092", await ToldAsync(node, PortOfA));

        node.FeatureLevelMax = FeatureLevels.Latest;
        await node.RestartAsync();

        Assert.Equal("127.0.0.1:9093", await ToldAsync(node, PortOfA));
    }

    private static async Task<NodeFixture> StartAsync(
        int connectionsMax = 20_000, short featureLevelMax = FeatureLevels.Latest, IObjectStore? store = null)
    {
        var node = await NodeFixture.StartAsync(store, featureLevelMax: featureLevelMax);
        node.ConnectionsMax = connectionsMax;
        node.Listeners =
        [
            new(new IPEndPoint(IPAddress.Loopback, 9092)),
            new(new IPEndPoint(IPAddress.Loopback, PortOfA), Zone: "a"),
            new(new IPEndPoint(IPAddress.Loopback, PortOfB), new HostPort("b.example.com", 19094), "b"),
        ];
        await node.RestartAsync();
        return node;
    }

    private static async Task<string> ToldAsync(NodeFixture node, int port)
    {
        await using var client = await node.ConnectAsync(port);
        return await ToldAsync(client);
    }

    private static async Task<string> ToldAsync(KafkaConnection client)
    {
        var answer = await client.CallAsync<MetadataRequest, MetadataResponse>(
            new MetadataRequest { Topics = [] }, TestContext.Current.CancellationToken);
        var broker = Assert.Single(answer.Brokers);
        return $"{broker.Host}:{broker.Port}";
    }

    /// <summary>Tells when a segment is about to be written. No write fails.</summary>
    private sealed class SegmentSignal : IFaultPlan
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public StoreFault Next(StoreOperation operation, string key)
        {
            if (operation == StoreOperation.Create && key.StartsWith("segments/", StringComparison.Ordinal))
            {
                _begun.TrySetResult();
            }

            return StoreFault.None;
        }
    }
}
