using Garam.Client.Admin;
using Garam.Composition;
using Garam.Metadata.Cluster;
using Garam.Simulation.Checks;
using Garam.Simulation.Clients;
using Garam.Simulation.Machines;
using Garam.Simulation.Scheduling;
using Garam.Storage;
using Garam.Storage.Format;
using Garam.Transport.InMemory;

namespace Garam.Simulation.Scenarios;

/// <summary>
/// A world in which a script decides what happens to nodes and store, and the seed only the order of steps. Nothing fails unless the
/// script makes it fail.
/// </summary>
internal sealed class Scenario : IDisposable
{
    private static readonly TimeSpan DeadlineDefault = TimeSpan.FromMinutes(10);

    private readonly Random _random;
    private readonly Trace _trace;
    private readonly InMemoryTransport _network;
    private readonly StateChecks _checks = new(new SimulationOptions());
    private int _lives;

    private Scenario(int seed, TextWriter? trace)
    {
        _random = new Random(seed);
        _trace = new Trace(trace ?? (Environment.GetEnvironmentVariable("GARAM_SCENARIO_TRACE") is null ? null : Console.Out));
        Scheduler = new SimulatedScheduler(_random.Next(), _trace);
        _network = new InMemoryTransport(
            new InMemoryTransportOptions { Seed = _random.Next(), DelayMax = TimeSpan.FromMilliseconds(5), BufferBytes = 32 * 1024 },
            Scheduler.NewProcess("network").Time);
        Store = new StoreMachine(Scheduler, new Random(_random.Next())) { IsFaulty = false };
        Director = Scheduler.NewProcess("director");
    }

    public SimulatedScheduler Scheduler { get; }

    public SimulatedProcess Director { get; }

    public StoreMachine Store { get; }

    public Random Random => _random;

    /// <summary>How far ahead of the world the journal's time may be, for scripts that bring it there.</summary>
    public TimeSpan TimeAheadMax
    {
        get => _checks.TimeAheadMax;
        set => _checks.TimeAheadMax = value;
    }

    /// <summary>Runs the script, which is a process of its own.</summary>
    /// <param name="seed">Decides the order of steps.</param>
    /// <param name="deadline">In the time of the world; ten minutes when it is left out.</param>
    /// <param name="trace">Where every step is written; null for nowhere, unless GARAM_SCENARIO_TRACE is set.</param>
    public static void Run(int seed, Func<Scenario, Task> script, TimeSpan? deadline = null, TextWriter? trace = null)
    {
        using var scenario = new Scenario(seed, trace);
        scenario.Scheduler.Run(scenario.Director.StartAsync(async () =>
        {
            try
            {
                await StoreFormat.OpenAsync(scenario.Store.Objects, new Random(seed), CancellationToken.None);
                await script(scenario);
            }
            catch (Exception broken)
            {
                scenario.Scheduler.Fail($"seed {seed}: {broken.Message}", broken);
            }
        }), deadline ?? DeadlineDefault);
    }

    /// <summary>Starts a node. Its memory is its own, so several may live at once.</summary>
    /// <param name="storeIsExclusive">The store behaves like a local directory.</param>
    /// <param name="wallError">How far ahead the node's wall clock is.</param>
    /// <param name="confirmedTime">The time that the operator confirms.</param>
    public ScenarioNode StartNode(bool storeIsExclusive, TimeSpan wallError = default, DateTimeOffset? confirmedTime = null)
    {
        var process = Scheduler.NewProcess($"node-{++_lives}");
        process.WallError = wallError;
        var options = new NodeLifeOptions(
            _random.Next(), Host: storeIsExclusive ? process.Name : "garam", StoreIsExclusive: storeIsExclusive, StoreTellsDate: false)
        {
            ConfirmedTime = confirmedTime,
        };
        return Start(process, options);
    }

    private ScenarioNode Start(SimulatedProcess process, NodeLifeOptions options)
    {
        var life = new NodeLife(process, Store, _network, new ManagedArenas(), options);
        var started = new TaskCompletionSource<Node>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = life.RunAsync(node =>
        {
            _checks.Watch(node.Replica, process, Store, isAlone: !options.HasPeers);
            started.SetResult(node);
        });
        _ = FailOnFaultAsync(process, ended);
        return new ScenarioNode(life, started.Task, ended);
    }

    /// <summary>Starts one of several agents on the store. An agent that comes back has the place of the one before.</summary>
    /// <param name="place">0 for the one that clients ask first.</param>
    /// <param name="featureLevelMax">A lower level stands for an older program.</param>
    public ScenarioNode StartAgent(int place, short featureLevelMax = FeatureLevels.Latest)
    {
        var process = Scheduler.NewProcess($"agent-{place}.{++_lives}");
        var options = new NodeLifeOptions(_random.Next(), Host: "garam", StoreIsExclusive: false, StoreTellsDate: false)
        {
            Port = NodeLife.Port + place,
            HasPeers = true,
            Zone = ZoneOf(place),
            FeatureLevelMax = featureLevelMax,
        };
        return Start(process, options);
    }

    /// <summary>Each agent is in a zone of its own.</summary>
    public static string ZoneOf(int place) => $"zone-{place}";

    /// <summary>A node may give up; a fault that it does not expect ends the run.</summary>
    private static async Task FailOnFaultAsync(SimulatedProcess process, Task<bool> ended)
    {
        try
        {
            await ended;
        }
        catch (Exception fault)
        {
            process.Fail($"The node ended by a fault: {fault.Message}", fault);
        }
    }

    public ClientMachine NewMachine(string name) => new(Scheduler, name, _network, _random.Next());

    public GroupPrograms NewGroup(World world) => new(Scheduler, _network, world, _random.Next());

    public static async Task CreateTopicAsync(ClientMachine machine, string topic) => await machine.RunAsync(async () =>
    {
        await using var client = machine.NewClient();
        await new AdminClient(client).CreateTopicAsync(new NewTopic(topic, 1), CancellationToken.None);
    });

    public Task DelayAsync(TimeSpan delay) => Task.Delay(delay, Director.Time);

    /// <summary>Polls, in the time of the world.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await DelayAsync(TimeSpan.FromMilliseconds(20));
        }
    }

    public async Task<IReadOnlyList<ObjectStat>> ListAsync(string prefix) =>
        await Store.Objects.ListAsync(prefix, "", 1_000_000, CancellationToken.None);

    public async Task<byte[]> ReadAsync(string key)
    {
        var bytes = new byte[(await Store.Objects.StatAsync(key, CancellationToken.None))!.Value.Size];
        await Store.Objects.ReadAsync(key, 0, bytes, CancellationToken.None);
        return bytes;
    }

    public void Dispose() => _trace.Dispose();
}

/// <param name="Life">To be killed, put to sleep or stopped.</param>
/// <param name="Started">Completes when it serves.</param>
/// <param name="Ended">False when it gave up by itself.</param>
internal sealed record ScenarioNode(NodeLife Life, Task<Node> Started, Task<bool> Ended)
{
    public SimulatedProcess Process => Life.Process;
}
