using Garam.Broker.Cache;
using Garam.Broker.WritePath;
using Garam.Journal.Replication;
using Garam.Journal.Skips;
using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Records;
using Garam.Storage.Memory;
using Garam.Transport.Buffers;
using Garam.UnitTests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Broker.Support;

/// <summary>A write path over a store in memory, in virtual time. Disposing it checks that no block and no frame is left.</summary>
internal sealed class WritePathRig : IAsyncDisposable
{
    private readonly BlockArena _arena = new("segments", new byte[24 << 20], 4096, 16 << 20);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<TestFrame> _frames = [];
    private readonly Task _running;

    public WritePathRig(TimeProvider time, SegmentOptions? options = null)
    {
        Time = time;
        Store = new ScriptedStore(Memory);
        Cache = new ChunkCache(
            Store, _arena, new CacheOptions { CacheBytesMax = 12 << 20 }, time,
            new CacheMetrics(new TestMeters()), NullLogger<ChunkCache>.Instance);
        var life = new AgentLife(Leader.Incarnation, () => Leader.Replica.Position);

        // The entries of the stand-in have made-up times, so that the wall clock has nothing to be compared with.
        var empty = new Replica(new Dictionary<long, SkipRecord>(), NullLogger<Replica>.Instance);
        var clock = new RecordClock(empty, time, time, NullLogger<RecordClock>.Instance);
        var parts = new SealLoopParts(Store, Cache, Leader, clock, new ProduceMetrics(new TestMeters()));
        Loop = new SealLoop(parts, life, options ?? new SegmentOptions(), time, NullLogger<SealLoop>.Instance);
        _running = Loop.RunAsync(_stopping.Token);
    }

    public TimeProvider Time { get; }

    public MemoryObjectStore Memory { get; } = new();

    public ScriptedStore Store { get; }

    public StateGateway Leader { get; } = new();

    public ChunkCache Cache { get; }

    public SealLoop Loop { get; }

    public IReadOnlyList<TestFrame> Frames => _frames;

    public BlockArena Arena => _arena;

    public TestFrame NewFrame(byte[] body)
    {
        var frame = new TestFrame(body);
        lock (_frames)
        {
            _frames.Add(frame);
        }

        return frame;
    }

    /// <summary>Parks the batches as one request.</summary>
    public Produced Park(params (Uuid Topic, int Partition, byte[] Batch)[] batches) => Park(TimestampType.CreateTime, batches);

    public Produced Park(TimestampType type, params (Uuid Topic, int Partition, byte[] Batch)[] batches) =>
        Park(type, isPatient: false, batches);

    /// <summary>Parks the batches of a client that has other requests under way.</summary>
    public Produced ParkPatiently(params (Uuid Topic, int Partition, byte[] Batch)[] batches) =>
        Park(TimestampType.CreateTime, isPatient: true, batches);

    private Produced Park(TimestampType type, bool isPatient, (Uuid Topic, int Partition, byte[] Batch)[] batches)
    {
        var frame = NewFrame([.. batches.SelectMany(batch => batch.Batch)]);
        var pending = new PendingProduce(frame, batches.Length, Time.GetTimestamp(), TimeSpan.FromSeconds(30))
        {
            IsPatient = isPatient,
        };
        var position = 0;
        var parked = new List<ParkedBatch>();
        foreach (var (topic, partition, batch) in batches)
        {
            var answer = new ProduceResponse.PartitionProduceResponse { Index = partition };
            var max = new RecordBatchHeader(batch).MaxTimestamp;
            parked.Add(new ParkedBatch(pending, answer, topic, frame.Body.Slice(position, batch.Length), type, max));
            position += batch.Length;
        }

        if (!Loop.TryPark([.. parked]))
        {
            frame.Release();
            return new Produced(null, []);
        }

        return new Produced(pending, [.. parked.Select(batch => batch.Answer)]);
    }

    public string SegmentKey(long number) =>
        new Garam.Metadata.SegmentId(Leader.Replica.AppliedSequence, Leader.Incarnation.Value, number).Key;

    public Task StopAsync()
    {
        _stopping.Cancel();
        return _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Cache.DisposeAsync();
        Loop.Dispose();
        _stopping.Dispose();
        Assert.True(_arena.Outstanding == 0, _arena.DescribeOutstanding());
        Assert.All(_frames, frame => Assert.True(frame.IsReturned));
        _arena.Dispose();
    }
}

internal sealed record Produced(PendingProduce? Pending, IReadOnlyList<ProduceResponse.PartitionProduceResponse> Answers)
{
    public async Task<IReadOnlyList<ProduceResponse.PartitionProduceResponse>> SettledAsync()
    {
        Assert.Equal(ProduceEnd.Settled, await Pending!.Ended);
        return Answers;
    }
}
