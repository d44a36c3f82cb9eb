using System.Diagnostics.Metrics;
using System.Net;
using Garam.Broker.Budgets;
using Garam.Client.Connections;
using Garam.Composition;
using Garam.Controller.Leadership;
using Garam.InMemoryTests.Transport;
using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Messages.CreateTopics;
using Garam.Protocol.Messages.IncrementalAlterConfigs;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;
using Garam.Storage;
using Garam.Storage.Memory;
using Garam.Transport.Buffers;
using Garam.Transport.InMemory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.InMemoryTests.Server;

/// <summary>A whole node in this process, on memory and pipes, and a client of it. A restart keeps the store and the address.</summary>
internal sealed class NodeFixture : IAsyncDisposable
{
    private const int Port = 9092;
    private const int MiB = 1 << 20;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private static readonly StopShares s_stop = StopShares.Of(StopTimeout);

    private readonly IObjectStore _store;
    private readonly int _metricsPartitionsMax;
    private readonly StateLimits _limits;
    private bool _hasEnded;
    private InMemoryTransport _transport = null!;
    private TestMeters _meters = null!;

    private NodeFixture(IObjectStore store, int metricsPartitionsMax, StateLimits limits) =>
        (_store, _metricsPartitionsMax, _limits) = (store, metricsPartitionsMax, limits);

    /// <summary>Where the node listens; used from the next start on.</summary>
    public IReadOnlyList<ListenerOptions> Listeners { get; set; } = [new(new IPEndPoint(IPAddress.Loopback, Port))];

    /// <summary>Used from the next start on.</summary>
    public int ConnectionsMax { get; set; } = 20_000;

    /// <summary>Used from the next start on.</summary>
    public short FeatureLevelMax { get; set; } = FeatureLevels.Latest;

    public Node Node { get; private set; } = null!;

    public KafkaConnection Client { get; private set; } = null!;

    public IMeterFactory Meters => _meters;

    /// <param name="store">The store that an earlier program left, or null for an empty one.</param>
    /// <param name="metricsPartitionsMax">Partitions and lags with series of their own.</param>
    /// <param name="limits">Limits on what clients may make the cluster remember.</param>
    /// <param name="featureLevelMax">A lower level stands for an older program.</param>
    public static async Task<NodeFixture> StartAsync(
        IObjectStore? store = null, int metricsPartitionsMax = 1000, StateLimits? limits = null,
        short featureLevelMax = FeatureLevels.Latest)
    {
        var fixture = new NodeFixture(store ?? new MemoryObjectStore(), metricsPartitionsMax, limits ?? new StateLimits())
        {
            FeatureLevelMax = featureLevelMax,
        };
        await fixture.BeginAsync();
        return fixture;
    }

    /// <summary>Ends the process in order and starts the next one on the same store.</summary>
    public async Task RestartAsync()
    {
        await EndAsync();
        await BeginAsync();
    }

    /// <summary>Calls in the highest version, or in the one that is named.</summary>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(TRequest request, short version = short.MaxValue)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new() =>
        await Client.CallAsync<TRequest, TResponse>(request, CancellationToken.None, version);

    /// <summary>One more client: requests of one connection are answered one after the other.</summary>
    public async Task<KafkaConnection> ConnectAsync(int port = Port) => await KafkaConnection.ConnectAsync(
        _transport, "127.0.0.1", port, new KafkaConnectionOptions(), TimeProvider.System, CancellationToken.None);

    /// <summary>A connection that sends bytes, whatever they are.</summary>
    public async Task<TestClient> ConnectRawAsync(int port = Port) =>
        new(await _transport.ConnectAsync("127.0.0.1", port, CancellationToken.None));

    public async Task<CreateTopicsResponse.CreatableTopicResult> CreateTopicAsync(
        string name, int partitions = 1, params (string Name, string Value)[] configs)
    {
        var topic = new CreateTopicsRequest.CreatableTopic
        {
            Name = name,
            NumPartitions = partitions,
            ReplicationFactor = 1,
            Configs =
                [.. configs.Select(config => new CreateTopicsRequest.CreatableTopicConfig { Name = config.Name, Value = config.Value })],
        };
        var created = await CallAsync<CreateTopicsRequest, CreateTopicsResponse>(new() { Topics = [topic] });
        Assert.Equal(ErrorCode.None, created.Topics[0].ErrorCode);
        return created.Topics[0];
    }

    public Task<MetadataResponse> MetadataAsync(params string[] topics) => CallAsync<MetadataRequest, MetadataResponse>(new()
    {
        Topics = [.. topics.Select(name => new MetadataRequest.MetadataRequestTopic { Name = name })],
        AllowAutoTopicCreation = false,
    });

    /// <summary>Produces to partition 0, under the topic's name.</summary>
    public async Task<ErrorCode> ProduceAsync(string topic, byte[] batch, KafkaConnection? client = null)
    {
        const short LastVersionByName = 12;
        var partition = new ProduceRequest.PartitionProduceData { Index = 0, Records = new RecordSlices(batch) };
        var request = new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 10_000,
            TopicData = [new() { Name = topic, PartitionData = [partition] }],
        };
        var answer = await (client ?? Client).CallAsync<ProduceRequest, ProduceResponse>(
            request, CancellationToken.None, LastVersionByName);
        return answer.Responses[0].PartitionResponses[0].ErrorCode;
    }

    /// <summary>Commits an offset of partition 0 as a consumer without a group's protocol.</summary>
    public async Task<ErrorCode> CommitAsync(string group, Uuid topicId, long offset, string? metadata = null)
    {
        var partition = new OffsetCommitRequest.OffsetCommitRequestPartition
        {
            PartitionIndex = 0,
            CommittedOffset = offset,
            CommittedMetadata = metadata,
        };
        var answer = await CallAsync<OffsetCommitRequest, OffsetCommitResponse>(
            new() { GroupId = group, Topics = [new() { TopicId = topicId, Partitions = [partition] }] });
        return answer.Topics[0].Partitions[0].ErrorCode;
    }

    /// <summary>Sets a setting of all brokers.</summary>
    public async Task AlterBrokerAsync(string name, string? value)
    {
        var config = new IncrementalAlterConfigsRequest.AlterableConfig
        {
            Name = name,
            Value = value,
            ConfigOperation = (sbyte)(value is null ? ConfigOperationType.Delete : ConfigOperationType.Set),
        };
        var altered = await CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new() { Resources = [new() { ResourceType = (sbyte)ConfigResourceType.Broker, ResourceName = "", Configs = [config] }] });
        Assert.Equal(ErrorCode.None, altered.Responses[0].ErrorCode);
    }

    /// <summary>Ends the process in the time that is given. False when a part of it had failed.</summary>
    public async Task<bool> StopAsync(TimeSpan deadline)
    {
        _hasEnded = true;
        var isClean = await Node.StopAsync(deadline);
        await Node.DisposeAsync();
        await Client.DisposeAsync();
        _meters.Dispose();
        return isClean;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_hasEnded)
        {
            await EndAsync();
        }
    }

    private NodeOptions Options() => new()
    {
        Listeners = Listeners,
        ConnectionsMax = ConnectionsMax,
        FeatureLevelMax = FeatureLevelMax,
        StoreName = "memory",
        FrameMemory = new() { QuickBytes = MiB / 2, WaitingBytes = MiB / 2, OrdinaryBytes = 4 * MiB, LargeBytes = 8 * MiB },
        SegmentMemory = 16 * MiB,
        Frames = new() { SocketRequestBytesMax = 4 * MiB },
        Segments = new() { SegmentBytesMax = MiB, DrainMax = s_stop.Seal },
        Cache = new() { CacheBytesMax = 8 * MiB },
        MetricsPartitionsMax = _metricsPartitionsMax,
        Limits = _limits,
        Leader = new LeaderOptions { StoreIsExclusive = true, DrainTimeout = s_stop.Resign },
    };

    private async Task BeginAsync()
    {
        var seeds = new Random(1);
        Random NewRandom() => new(seeds.Next());
        _transport = new InMemoryTransport(new InMemoryTransportOptions(), TimeProvider.System);
        _meters = new TestMeters();
        var ports = new NodePorts(
            _store, _transport, TimeProvider.System, NewRandom, _meters, NullLoggerFactory.Instance,
            static (name, capacity, blockMin, blockMax) => new BlockArena(name, new byte[capacity], blockMin, blockMax));
        Node = await Node.StartAsync(Options(), ports, CancellationToken.None);
        Client = await ConnectAsync();
    }

    private async Task EndAsync()
    {
        await Client.DisposeAsync();
        Assert.True(await Node.StopAsync(StopTimeout), "A background loop of the node had ended.");
        await Node.DisposeAsync();
        _meters.Dispose();
    }
}
