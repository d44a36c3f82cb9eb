using Garam.Broker.Budgets;
using Garam.Broker.Cache;
using Garam.Broker.Handlers.Fetch;
using Garam.Broker.Handlers.ListOffsets;
using Garam.Broker.Handlers.Produce;
using Garam.Broker.Leader;
using Garam.Broker.ReadPath;
using Garam.Broker.ReadPath.Planning;
using Garam.Broker.ReadPath.Sessions;
using Garam.Broker.ReadPath.Times;
using Garam.Broker.Requests;
using Garam.Broker.WritePath;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Messages.ListOffsets;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;
using Garam.Storage;
using Garam.Transport.Buffers;
using Garam.Transport.Frames;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Broker.Support;

/// <summary>The handlers of the data plane over a store in memory, called with encoded frames as the frame server calls them.</summary>
internal sealed class BrokerRig : IAsyncDisposable
{
    private readonly FrameConnection _connection = new(1, null);
    private readonly BlockArena _coldArena = new("cold", new byte[8 << 20], 4096, 4 << 20);
    private readonly ChunkCache _coldCache;

    private BrokerRig(TimeProvider time, FetchOptions? options, bool readsCold, IObjectStore? coldStore)
    {
        var segments = new SegmentOptions { SegmentBytesMax = 64 << 10 };
        Write = new WritePathRig(time, segments);
        _coldCache = new ChunkCache(
            coldStore ?? Write.Memory, _coldArena, new CacheOptions { CacheBytesMax = 4 << 20 },
            time, new CacheMetrics(new TestMeters()), NullLogger<ChunkCache>.Instance);
        options ??= new FetchOptions();
        Waiters = new FetchWaiters(time);
        Leader.Replica.Observe(Waiters);
        var reads = new LeaderReads(Leader, Leader.Replica);
        var cache = readsCold ? _coldCache : Write.Cache;
        Service = new FetchService(
            new FetchParts(Leader.Replica, reads, cache, Waiters), options,
            new FetchMetrics(new TestMeters()), time, NullLogger<FetchService>.Instance);
        Sessions = new FetchSessionCache(options, time, new Random(1));
        ProduceHandler = new ProduceHandler(
            Leader.Replica, Write.Loop, segments, new StateBudgets(new TestMeters(), Leader.Replica, new StateLimits()), Draining, time);
        FetchHandler = new FetchHandler(Service, Sessions, new FetchRedirects(Leader.Replica, OwnZone, Draining));
        ListOffsetsHandler = new ListOffsetsHandler(reads, Leader.Replica, new OffsetSearch(Leader.Replica, cache, options, time));
    }

    /// <summary>The zone of the agent under test.</summary>
    public const string OwnZone = "a";

    public WritePathRig Write { get; }

    public Draining Draining { get; } = new();

    public StateGateway Leader => Write.Leader;

    public FetchWaiters Waiters { get; }

    public FetchService Service { get; }

    public FetchSessionCache Sessions { get; }

    public ProduceHandler ProduceHandler { get; }

    public FetchHandler FetchHandler { get; }

    public ListOffsetsHandler ListOffsetsHandler { get; }

    /// <summary>
    /// A scenario in virtual time. One that reads cold has what it produced in a store, <paramref name="coldStore"/> if given, and not in
    /// memory.
    /// </summary>
    public static void Run(
        Func<BrokerRig, ManualTimeProvider, Task> scenario, bool readsCold = false,
        IObjectStore? coldStore = null, FetchOptions? options = null)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            await using var rig = new BrokerRig(time.Clock, options, readsCold, coldStore);
            await scenario(rig, time.Clock);
        });
    }

    public async Task<ProduceResponse.PartitionProduceResponse> ProduceAsync(Uuid topic, int partition, byte[] batch)
    {
        var request = new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 30_000,
            TopicData = [new() { TopicId = topic, PartitionData = [new() { Index = partition, Records = new RecordSlices(batch) }] }],
        };
        var response = await CallAsync<ProduceResponse>(ProduceHandler, request, 13);
        return response!.Responses[0].PartitionResponses[0];
    }

    public Task<FetchResponse?> FetchAsync(FetchRequest request) => CallAsync<FetchResponse>(FetchHandler, request, 13);

    public async Task<FetchResponse.PartitionData> FetchAsync(Uuid topic, int partition, long offset, int bytesMax = 1 << 20) =>
        (await FetchAsync(Requests.Fetch((topic, partition, offset, bytesMax))))!.Responses[0].Partitions[0];

    public async Task<ListOffsetsResponse.ListOffsetsPartitionResponse> ListOffsetAsync(string topic, long timestamp, short version = 11)
    {
        var request = new ListOffsetsRequest { Topics = [new() { Name = topic, Partitions = [new() { Timestamp = timestamp }] }] };
        return (await CallAsync<ListOffsetsResponse>(ListOffsetsHandler, request, version))!.Topics[0].Partitions[0];
    }

    public static FrameConnection NewConnection() => new(2, null);

    /// <summary>Null when nothing is answered.</summary>
    public async Task<TResponse?> CallAsync<TResponse>(
        IRequestHandler handler, IMessage request, short version, FrameConnection? connection = null, string clientId = "test",
        string? listenerZone = null)
        where TResponse : class, IResponse, new()
    {
        byte[] frame;
        using (var encoded = FrameEncoding.Request(handler.Key, version, 5, clientId, request))
        {
            frame = encoded.ToArray()[sizeof(int)..];
        }

        var incoming = Write.NewFrame(frame);
        var context = RequestCodec.DecodeHeader(incoming.Body, connection ?? _connection, listenerZone);
        var reply = await handler.HandleAsync(context, incoming, TestContext.Current.CancellationToken);
        try
        {
            return reply.Slices is null ? null : Decode<TResponse>(
                [.. reply.Slices.SelectMany(slice => slice.ToArray())], handler.Key, version);
        }
        finally
        {
            reply.Owner?.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Equal(0, Waiters.Count);
        Assert.Equal(0, Service.UnsentBytes);
        await Write.DisposeAsync();
        await _coldCache.DisposeAsync();
        Assert.True(_coldArena.Outstanding == 0, _coldArena.DescribeOutstanding());
        _coldArena.Dispose();
    }

    private static TResponse Decode<TResponse>(byte[] frame, ApiKey key, short version)
        where TResponse : class, IResponse, new()
    {
        var reader = new WireReader(frame.AsMemory(sizeof(int)));
        FrameEncoding.ReadResponseHeader(ref reader, key, version);
        var response = new TResponse();
        response.Read(ref reader, version);
        reader.ExpectEnd();
        return response;
    }
}
