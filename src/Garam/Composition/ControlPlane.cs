using Garam.Broker.Jobs;
using Garam.Composition.Peering;
using Garam.Controller.Groups;
using Garam.Controller.Jobs;
using Garam.Controller.Leadership;
using Garam.Controller.Metrics;
using Garam.Controller.Snapshots;
using Garam.Journal.Ends;
using Garam.Journal.Gateway;
using Garam.Journal.Metrics;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Storage;
using Garam.Storage.Errors;

namespace Garam.Composition;

/// <summary>
/// The metadata side of a node: its replica, the leader, the group coordinator, snapshots and job planning, and their loops.
/// </summary>
internal sealed partial class ControlPlane : IAsyncDisposable
{
    private readonly LeaderLoop _leaderLoop;
    private readonly SnapshotLoop _snapshots;
    private readonly JobLoop _jobs;
    private readonly GroupCoordinator _coordinator;
    private readonly OffsetRetentionLoop _offsetRetention;

    private ControlPlane(
        (Replica Replica, Leader Leader, LeaderLoop Loop) leadership, SnapshotLoop snapshots, JobLoop jobs,
        GroupCoordinator coordinator, OffsetRetentionLoop offsetRetention, ILeaderGateway here, LeaderRoute? route)
    {
        (Replica, Leader, _leaderLoop) = leadership;
        (_snapshots, _jobs, _coordinator, _offsetRetention) = (snapshots, jobs, coordinator, offsetRetention);
        (Here, Route) = (here, route);
    }

    public Replica Replica { get; }

    public Leader Leader { get; }

    /// <summary>The leader in this process, for other processes. Its calls fail while this process does not lead.</summary>
    public ILeaderGateway Here { get; }

    /// <summary>Null when this process is alone on its store.</summary>
    public LeaderRoute? Route { get; }

    /// <summary>The leader, wherever it is.</summary>
    public ILeaderGateway Gateway => Route ?? Here;

    /// <summary>Restores the state from the store; nothing runs yet.</summary>
    /// <param name="entrance">Where other processes reach this one; null when it is alone on its store.</param>
    public static async Task<ControlPlane> RestoreAsync(
        NodeOptions options, NodePorts ports, PeerEntrance? entrance, CancellationToken cancellation)
    {
        var loggers = ports.Loggers;
        var stores = JournalStores.In(ports.Store, ports.Time, loggers);
        var source = new ReplicaSource(stores, loggers);
        var replica = await RestoreAsync(source, ports.Store, cancellation);
        if (options.LossAcceptedFrom is { } firstLost)
        {
            var end = new JournalEnd(stores, options.Leader.EntriesInFlightMax);
            var loss = new AcceptedLoss(end, source, loggers.CreateLogger<AcceptedLoss>());
            replica = await loss.RestoreAsync(replica, firstLost, cancellation);
        }

        var leader = new Leader(replica);
        var clock = NewClock(options, ports, loggers.CreateLogger<ControlPlane>());
        var state = new ReplicaGroupReader(replica);
        var coordinator = new GroupCoordinator(
            leader,
            state,
            options.Groups,
            ports.Time,
            new GuidSource(ports.NewRandom()).Next,
            new GroupMetrics(ports.Meters),
            loggers.CreateLogger<GroupCoordinator>());
        var here = new LocalLeaderGateway(leader, new GroupApi(coordinator, leader, state));
        var route = entrance is null ? null : new LeaderRoute(replica, leader, here, entrance, ports.Time);
        var context = NewContext(options, ports, (stores, replica, clock), entrance, route);
        var segmentJobs = new SegmentJobs(ports.Store, replica, loggers.CreateLogger<SegmentJobs>());
        var snapshotMetrics = new ControllerMetrics(ports.Meters, ports.Time);
        return new ControlPlane(
            (replica, leader, new LeaderLoop(context, source, leader, loggers.CreateLogger<LeaderLoop>())),
            new SnapshotLoop(context, leader, options.Snapshots, snapshotMetrics, loggers.CreateLogger<SnapshotLoop>()),
            new JobLoop(context, leader, segmentJobs, options.Jobs, loggers.CreateLogger<JobLoop>()),
            coordinator,
            new OffsetRetentionLoop(coordinator, leader, state, clock, ports.Time, loggers.CreateLogger<OffsetRetentionLoop>()),
            here,
            route);
    }

    /// <summary>Completes when this process leads, or with the fault that ended its loop.</summary>
    public async Task LeadsAsync(Task loopEnded, CancellationToken cancellation)
    {
        var elected = new ElectionSignal();
        Leader.Observe(elected);
        await elected.WaitAsync(loopEnded, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await (Route?.DisposeAsync() ?? ValueTask.CompletedTask);
        _coordinator.Dispose();
    }

    /// <summary>
    /// Starts the loops; the leader's own loop goes to <paramref name="leading"/>, which is stopped last, after the data plane has
    /// committed everything.
    /// </summary>
    public void Start(BackgroundLoops loops, BackgroundLoops leading, WritePathRunner? writePath)
    {
        leading.Start(_leaderLoop.RunAsync, writePath);
        loops.Start(_snapshots.RunAsync);
        loops.Start(_jobs.RunAsync);
        loops.Start(_coordinator.RunAsync);
        loops.Start(_offsetRetention.RunAsync);
    }

    private static LeaderContext NewContext(
        NodeOptions options, NodePorts ports, (JournalStores Stores, Replica Replica, LeaderClock Clock) state, PeerEntrance? entrance,
        IJournalTail? tail) =>
        new(
            state.Stores, state.Replica, options.Leader, state.Clock, ports.Time, ports.NewRandom(), new JournalMetrics(ports.Meters))
        {
            ContinuousTime = ports.ContinuousTime,
            Address = entrance?.Address,
            Tail = tail ?? new StoredTail(ports.Time),
        };

    private static LeaderClock NewClock(NodeOptions options, NodePorts ports, ILogger log)
    {
        var clock = new LeaderClock(ports.Time, ports.ContinuousTime, new LeaderClockOptions());
        if (options.ConfirmedTime is { } time && !clock.Confirm(time))
        {
            // The node starts all the same: a flag that was left in a service file must not keep a later start from succeeding.
            LogNotConfirmed(log, time, ports.Time.GetUtcNow());
        }

        if (ports.StoreDate is { } date)
        {
            clock.MeetStore(date);
        }

        return clock;
    }

    /// <summary>
    /// Refuses a store that has segments and no journal: a segment is written only after a journal entry, so this store has lost its
    /// journal. A process that began anew would write segments under names that are taken.
    /// </summary>
    private static async Task<Replica> RestoreAsync(ReplicaSource source, IObjectStore store, CancellationToken cancellation)
    {
        // Before the journal is read: another process may be about to write the first segments of a new store.
        var segments = await store.ListAsync(SegmentId.KeyPrefix, "", 1, cancellation);
        var replica = await source.RestoreAsync(cancellation);
        return segments.Count == 0 || replica.AppliedSequence > 0
            ? replica
            : throw new GaramException(
                ErrorKind.Corrupt,
                $"The store holds segments ({segments[0].Key} is the first) but neither a journal nor snapshots, so their contents are "
                    + "unknown. Restore what is missing, or choose an empty directory.");
    }

    [LoggerMessage(6006, LogLevel.Warning,
        "confirm-clock says {Said}, but the clock of this machine says {Clock}, so the clock is not confirmed. Set the clock or remove "
            + "the setting.")]
    private static partial void LogNotConfirmed(ILogger log, DateTimeOffset said, DateTimeOffset clock);
}
