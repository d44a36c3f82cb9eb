using System.Globalization;
using Garam.Broker.Budgets;
using Garam.Broker.Cache;
using Garam.Broker.Cluster;
using Garam.Broker.Leader;
using Garam.Broker.ReadPath;
using Garam.Broker.Requests;
using Garam.Broker.Topics;
using Garam.Broker.WritePath;
using Garam.Journal.Gateway;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Storage.Errors;
using Garam.Transport.Buffers;
using Garam.Transport.Frames;

namespace Garam.Composition;

/// <summary>The data side of a node: memory, write path, read path, handlers and a server for each listener. Owns the arenas, the
/// cache and the servers; all servers share the memory for frames and the limit on connections.</summary>
internal sealed class DataPlane : IAsyncDisposable
{
    /// <summary>A page: the smallest segment that is written directly.</summary>
    private const int SegmentBlockBytesMin = 4096;

    /// <summary>No limit of its own: an arena's capacity is.</summary>
    private const int LargestBlock = 1 << 30;

    private readonly RegisterProcessResult _life;
    private readonly Draining _draining = new();
    private readonly FrameAdmission _admission;
    private readonly BlockArena _arena;
    private readonly ChunkCache _cache;
    private readonly SealLoop _seal;
    private readonly FetchWaiters _waiters;
    private readonly FetchService _fetch;
    private readonly FrameServer[] _servers;

    public DataPlane(NodeOptions options, NodePorts ports, ControlPlane control, ClientEntrances clients, RegisterProcessResult life)
    {
        _life = life;
        var loggers = ports.Loggers;
        var leader = control.Gateway;
        _admission = new FrameAdmission(options.FrameMemory, ports.Arenas.Invoke, new ConnectionLimit(options.ConnectionsMax))
        {
            AreRepliesWaitedFor = () => _fetch!.IsHeldUpByResponses,
        };
        _arena = ports.Arenas("segments", options.SegmentMemory, SegmentBlockBytesMin, LargestBlock);
        _ = new BufferMetrics(ports.Meters, [.. _admission.Arenas, _arena]);
        _ = new OffsetMetrics(ports.Meters, control.Replica, options.MetricsPartitionsMax);
        var traffic = new TopicTraffic(ports.Meters, control.Replica, options.MetricsPartitionsMax);
        _cache = new ChunkCache(
            ports.Store, _arena, options.Cache, ports.Time, new CacheMetrics(ports.Meters), loggers.CreateLogger<ChunkCache>());
        var clock = new RecordClock(control.Replica, ports.Time, ports.ContinuousTime, loggers.CreateLogger<RecordClock>());
        control.Replica.Observe(clock);
        _seal = new SealLoop(
            new SealLoopParts(ports.Store, _cache, leader, clock, new ProduceMetrics(ports.Meters) { Topics = traffic }),
            new AgentLife(life.Incarnation, () => control.Replica.Position),
            options.Segments,
            ports.WriteTime,
            loggers.CreateLogger<SealLoop>());
        var reads = new LeaderReads(leader, control.Replica);
        _waiters = new FetchWaiters(ports.Time);
        control.Replica.Observe(_waiters);
        _fetch = new FetchService(
            new FetchParts(control.Replica, reads, _cache, _waiters),
            options.Fetch,
            new FetchMetrics(ports.Meters) { Topics = traffic },
            ports.Time,
            loggers.CreateLogger<FetchService>());
        var requestBytesMax = StartedSettings.RequestBytesMax(options);
        var identity = Identity(options, clients, life);
        var limits = new MessageSizeLimit(options.Segments.BatchBytesMax, requestBytesMax);
        var handlers = new HandlerSet(
            control.Replica, leader, new StateBudgets(ports.Meters, control.Replica, options.Limits), limits, _draining, ports)
            .WithTopics()
            .WithCluster(identity, options.StoreName)
            .WithGroups(new CoordinatorLocator(control.Replica, identity))
            .WithRecords(new RecordParts(_seal, options.Segments, _fetch, options.Fetch, reads, _cache, options.Peers?.Zone));
        _servers = Serve(clients, handlers.Build(), options.Frames, ports);
    }

    public void Start(BackgroundLoops loops, WritePathRunner? writePath)
    {
        loops.Start(_seal.RunAsync, writePath);
        foreach (var server in _servers)
        {
            loops.Start(server.RunAsync);
        }
    }

    /// <summary>
    /// Sends clients to the other agents: first all agents stop naming this one, then this one refuses new work for a while, so that
    /// clients leave by themselves. When the leader cannot be reached in time, clients learn it when the connection closes.
    /// </summary>
    public async Task HandOverAsync(ILeaderGateway leader, TimeSpan duration, TimeProvider time)
    {
        var end = Task.Delay(duration, time);
        await TrySubmitAsync(new DrainProcess { IncarnationValue = _life.IncarnationValue }, leader, duration, time);
        _draining.Begin();
        _waiters.Release();
        await end;
    }

    /// <summary>Long polls are answered with what there is, everything else with its result.</summary>
    public Task DrainAsync(TimeSpan deadline)
    {
        _waiters.Release();
        return Task.WhenAll(_servers.Select(server => server.DrainAsync(deadline)));
    }

    /// <summary>Closes this incarnation. When the store cannot be reached in time, the next process closes it.</summary>
    public Task LeaveAsync(ILeaderGateway leader, TimeSpan deadline, TimeProvider time) =>
        TrySubmitAsync(new RemoveProcess { IncarnationValue = _life.IncarnationValue }, leader, deadline, time);

    public async ValueTask DisposeAsync()
    {
        _seal.Dispose();
        await _cache.DisposeAsync();
        _arena.Dispose();
        _admission.Dispose();
    }

    private FrameServer[] Serve(
        ClientEntrances clients, IReadOnlyList<IRequestHandler> handlers, FrameServerOptions options, NodePorts ports)
    {
        var (requests, transport) = (new RequestMetrics(ports.Meters), new TransportMetrics(ports.Meters));
        var logger = ports.Loggers.CreateLogger<FrameServer>();
        return
        [
            .. clients.All.Select(entrance => new FrameServer(
                entrance.Listener, new RequestDispatcher(handlers, requests, ports.Time, entrance.Address.Zone), _admission, options,
                transport, ports.Time, logger)),
        ];
    }

    private static async Task TrySubmitAsync(Command command, ILeaderGateway leader, TimeSpan deadline, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(deadline, time);
        try
        {
            await leader.SubmitAsync(command, limit.Token);
        }
        catch (GaramException fault)
            when (fault.Kind is ErrorKind.Unavailable or ErrorKind.Throttled or ErrorKind.Fenced or ErrorKind.Invalid)
        {
            // Invalid: a process of an older version is registered, which does not know the command.
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
        }
    }

    private static BrokerIdentity Identity(NodeOptions options, ClientEntrances clients, RegisterProcessResult life)
    {
        var node = life.NodeId.ToString(CultureInfo.InvariantCulture);
        return new BrokerIdentity(life.NodeId, new Dictionary<string, string>(StartedSettings.Changed(options))
        {
            ["node.id"] = node,
            ["broker.id"] = node,
            ["listeners"] = string.Join(',', clients.All.Select(static one => $"PLAINTEXT://{one.Listener.LocalEndPoint}")),
            ["advertised.listeners"] = string.Join(',', clients.All.Select(static one => $"PLAINTEXT://{one.Address.Address}")),
            ["log.dirs"] = options.StoreName,
            ["log.dir"] = options.StoreName,
        });
    }
}
