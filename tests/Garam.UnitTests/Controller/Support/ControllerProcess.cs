using Garam.Controller.Leadership;
using Garam.Controller.Metrics;
using Garam.Controller.Snapshots;
using Garam.Journal.Backends;
using Garam.Journal.Gateway;
using Garam.Journal.Metrics;
using Garam.Journal.Objects;
using Garam.Journal.Replication;
using Garam.Journal.Skips;
using Garam.Journal.Snapshots;
using Garam.Journal.Trimming;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Controller.Support;

/// <summary>The controller of one process, put together as the executable does it.</summary>
internal sealed class ControllerProcess : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private ControllerProcess(LeaderContext context, ReplicaSource source, SnapshotOptions snapshots)
    {
        (Context, Source) = (context, source);
        Leader = new Leader(context.Replica);
        Loop = new LeaderLoop(context, source, Leader, NullLogger<LeaderLoop>.Instance);
        Snapshots = new SnapshotLoop(
            context, Leader, snapshots, new ControllerMetrics(new TestMeters(), context.Time), NullLogger<SnapshotLoop>.Instance);
    }

    public LeaderContext Context { get; }

    public ReplicaSource Source { get; }

    public Replica Replica => Context.Replica;

    public Leader Leader { get; }

    public LeaderLoop Loop { get; }

    public SnapshotLoop Snapshots { get; }

    public static async Task<ControllerProcess> RestoreAsync(
        IObjectStore store, TimeProvider time, int seed = 1, LeaderOptions? options = null,
        SnapshotOptions? snapshots = null, TimeProvider? continuousTime = null)
    {
        var stores = StoresOf(store, time);
        var source = new ReplicaSource(stores, NullLoggerFactory.Instance);
        var replica = await source.RestoreAsync(CancellationToken.None);
        var clock = new LeaderClock(time, continuousTime ?? time, new LeaderClockOptions());
        var context = new LeaderContext(
            stores, replica, options ?? new LeaderOptions(), clock, time, new Random(seed), new JournalMetrics(new TestMeters()))
        {
            ContinuousTime = continuousTime ?? time,
        };
        return new ControllerProcess(context, source, snapshots ?? new SnapshotOptions());
    }

    public static JournalStores StoresOf(IObjectStore store, TimeProvider time) => new(
        new ObjectStoreJournal(store, new ObjectStoreJournalOptions(), time, NullLogger<ObjectStoreJournal>.Instance),
        new SnapshotStore(store, NullLogger<SnapshotStore>.Instance),
        new SkipRecordStore(store),
        new DurableFloor(store),
        new SegmentBirths(store));

    /// <summary>Returns once it leads.</summary>
    public async Task LeadAsync()
    {
        Start();
        await UntilLeadingAsync();
    }

    public void Start() => _running = Loop.RunAsync(_stop.Token);

    public async Task UntilLeadingAsync()
    {
        while (!Leader.IsLeading)
        {
            if (_running.IsCompleted)
            {
                await _running;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), Context.Time);
        }
    }

    /// <summary>A clean shutdown.</summary>
    public async Task StopAsync()
    {
        _stop.Cancel();
        await _running;
    }

    public async Task<SubmitReply> CreateTopicAsync(string name) =>
        await Leader.SubmitAsync(NewTopic(name), CancellationToken.None);

    public bool HasTopic(string name) => Replica.Read(name, static (state, wanted) => state.Topics.TryGet(wanted, out _));

    public int TopicCount => Replica.Read(0, static (state, _) => state.Topics.Count);

    public static CreateTopic NewTopic(string name) =>
        new()
        {
            Name = name,
            Partitions = 1,
            TopicId = new Uuid(0x1234, (ulong)name.Aggregate(7L, (hash, letter) => (hash * 31) + letter)),
        };

    public void Dispose() => _stop.Dispose();
}
