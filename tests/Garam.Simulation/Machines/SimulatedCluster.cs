using Garam.Composition;
using Garam.Journal.Backends;
using Garam.Simulation.Checks;
using Garam.Simulation.Scheduling;
using Garam.Transport.Connections;

namespace Garam.Simulation.Machines;

/// <summary>
/// The server side of the world: a store, and one node after the other on it. The supervisor starts a node whenever there is none, and
/// kills it at a moment that the seed chooses: in the middle of a start, of a commit, of a snapshot.
/// </summary>
internal sealed class SimulatedCluster(SimulatedScheduler scheduler, ITransport network, Random random, StateChecks checks)
{
    /// <summary>Far past every retention.</summary>
    private static readonly TimeSpan TenYears = TimeSpan.FromDays(3652);

    private readonly SimulatedProcess _supervisor = scheduler.NewProcess("supervisor");
    private readonly List<Task> _duels = [];
    private readonly bool _isExclusive = random.Next(2) == 0;
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ManagedArenas _arenas = new();
    private NodeLife? _life;
    private int _lives;
    private bool _isPeaceful;

    public StoreMachine Store { get; } = new(scheduler, new Random(random.Next()));

    public int Crashes { get; private set; }

    public int Duels => _duels.Count;

    /// <summary>Completes when the node that was alive at the end has stopped.</summary>
    public Task<Node> RunAsync(SimulationOptions options) => _supervisor.StartAsync(async () =>
    {
        _supervisor.Tell($"the store is {(_isExclusive ? "exclusive" : "shared")}");
        var slice = options.Duration / (options.Crashes + 1);
        for (var crash = 0; crash < options.Crashes; crash++)
        {
            await LiveAsync(slice * (0.5 + (random.NextDouble() * 0.8)));
        }

        _isPeaceful = true;
        Store.IsFaulty = false;
        StartLife();
        return await StopRequestedAsync();
    });

    /// <summary>Asks the supervisor to stop the last node cleanly.</summary>
    public void Stop() => _stop.TrySetResult();

    /// <summary>One more life, in peace, after the node that <see cref="RunAsync"/> told of: for what damages the store for good.</summary>
    public Task ServeAgainAsync(Func<Task> work) => _supervisor.StartAsync(async () =>
    {
        StartLife();
        await work();
        await _life!.StopAsync();
        _life.Process.Kill();
    });

    /// <summary>Breaks connections, the store and the wall clock from time to time.</summary>
    public async Task DisturbAsync(TimeSpan until, TimeProvider time)
    {
        while (time.GetElapsedTime(0) < until)
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5 + (6 * random.NextDouble())), time);
            switch (random.Next(8))
            {
                case 0:
                    Store.OutageEnds = time.GetElapsedTime(0) + TimeSpan.FromSeconds(4 * random.NextDouble());
                    Store.Process.Tell($"fails until {Store.OutageEnds}");
                    break;
                case 1:
                    _life?.Process.JumpWall();
                    break;
                default:
                    _life?.CutConnections(random, random.NextDouble());
                    break;
            }
        }
    }

    private async Task<Node> StopRequestedAsync()
    {
        await _stop.Task;
        foreach (var duel in _duels)
        {
            await duel;
        }

        var last = _life!;
        Store.RefusesCreates = random.Next(2) == 0;
        Store.Process.Tell(Store.RefusesCreates ? "refuses every create" : "works until the end");
        await last.StopAsync();
        Store.RefusesCreates = false;
        last.Process.Kill();
        return last.Node!;
    }

    /// <summary>
    /// Sometimes it dies between two of its own steps soon after a moment, so that busy moments are hit more often than idle ones.
    /// </summary>
    private async Task LiveAsync(TimeSpan lifetime)
    {
        var life = StartLife();
        await Task.Delay(lifetime, _supervisor.Time);
        if (!_isExclusive && random.Next(2) == 0)
        {
            _duels.Add(DuelAsync(_life!));
            Crashes++;
            return;
        }

        if (random.Next(3) > 0)
        {
            life = _life!;
            life.Process.KillAfter(1 + random.Next(400));
            await Task.Delay(TimeSpan.FromSeconds(1), _supervisor.Time);
        }

        _life!.Process.Kill();

        // Nobody's any more: one that had given up just before would be started again beside the next life.
        _life = null;
        Crashes++;
        await Task.Delay(TimeSpan.FromSeconds(2 * random.NextDouble() * random.NextDouble()), _supervisor.Time);
    }

    /// <summary>The node stands still while its successor takes over, does not know it for a moment when it wakes up, and dies.</summary>
    private async Task DuelAsync(NodeLife sleeper)
    {
        // Both are alive: the successor's memory must not be the sleeper's.
        _arenas = new ManagedArenas();
        sleeper.FallAsleep();
        await Task.Delay(TimeSpan.FromSeconds(2 + (4 * random.NextDouble())), _supervisor.Time);
        sleeper.Process.WakeUp();
        await Task.Delay(TimeSpan.FromSeconds(3 * random.NextDouble()), _supervisor.Time);
        sleeper.Process.Kill();
    }

    private NodeLife StartLife()
    {
        var process = scheduler.NewProcess($"node-{++_lives}");
        var isWrong = _lives > 1 && random.Next(3) == 0;
        if (isWrong)
        {
            process.WallError = TenYears;
            process.Tell("the wall clock is ten years ahead");
        }

        // As a pod that comes back under another address. Where two can live, the second takes over the address of the first.
        var host = _isExclusive ? process.Name : "garam";
        var options = new NodeLifeOptions(random.Next(), host, _isExclusive, StoreTellsDate: random.Next(2) == 0);
        if (isWrong && !Store.Sizes.Keys.Any(static key => key.StartsWith(ObjectStoreJournal.Prefix, StringComparison.Ordinal)))
        {
            // Nobody can know that the only clock there is is wrong: while no entry has a stamp, the store has to tell.
            options = options with { StoreTellsDate = true };
        }

        var life = new NodeLife(process, Store, network, _arenas, options);
        _life = life;
        var watching = WatchAsync(life);
        return life;
    }

    /// <summary>A node that gives up is started again, as a service supervisor does.</summary>
    private async Task WatchAsync(NodeLife life)
    {
        try
        {
            var isStopped = await life.RunAsync(node => checks.Watch(node.Replica, life.Process, Store));
            if (isStopped && !_isPeaceful)
            {
                life.Process.Fail("The node stopped though nobody asked for it.");
            }
            else if (!isStopped)
            {
                life.Process.Kill();
                await Task.Delay(TimeSpan.FromMilliseconds(500), _supervisor.Time);
                if (ReferenceEquals(_life, life))
                {
                    StartLife();
                }
            }
        }
        catch (Exception fault)
        {
            life.Process.Fail($"The node ended by a fault: {fault.Message}", fault);
        }
    }
}
