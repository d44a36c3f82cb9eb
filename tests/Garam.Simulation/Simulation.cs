using Garam.Journal.Replication;
using Garam.Simulation.Checks;
using Garam.Simulation.Clients;
using Garam.Simulation.Machines;
using Garam.Simulation.Scheduling;
using Garam.Storage.Format;
using Garam.Transport.InMemory;

namespace Garam.Simulation;

/// <summary>
/// One world, from the first topic to the last check, decided by its seed alone. It runs on the calling thread; several can run on
/// several threads.
/// </summary>
public sealed class Simulation : IDisposable
{
    private readonly int _seed;
    private readonly SimulationOptions _options;
    private readonly Trace _trace;
    private readonly SimulatedScheduler _scheduler;
    private readonly InMemoryTransport _network;
    private readonly SimulatedCluster _cluster;
    private readonly World _world;
    private readonly Random _random;

    private Simulation(int seed, SimulationOptions options, TextWriter? output)
    {
        (_seed, _options) = (seed, options);
        _random = new Random(seed);
        _trace = new Trace(output);
        _scheduler = new SimulatedScheduler(_random.Next(), _trace);
        _network = new InMemoryTransport(
            new InMemoryTransportOptions
            {
                Seed = _random.Next(),
                DelayMax = TimeSpan.FromMilliseconds(_random.Next(1, 20)),
                BufferBytes = 32 * 1024,
            },
            _scheduler.NewProcess("network").Time);
        _cluster = new SimulatedCluster(_scheduler, _network, new Random(_random.Next()), new StateChecks(options));
        _world = new World(options.Duration);
    }

    public static SimulationReport Run(int seed, SimulationOptions options, TextWriter? output = null)
    {
        using var simulation = new Simulation(seed, options, output);
        return simulation.Run();
    }

    public void Dispose() => _trace.Dispose();

    private SimulationReport Run()
    {
        Exception? fault = null;
        try
        {
            var director = _scheduler.NewProcess("director");
            var scenario = director.StartAsync(async () =>
            {
                try
                {
                    await DirectAsync(director);
                }
                catch (Exception broken)
                {
                    director.Fail(broken.Message, broken);
                }
            });
            _scheduler.Run(scenario, _options.Deadline);
        }
        catch (SimulationException broken)
        {
            fault = broken;
        }

        return new SimulationReport(
            _seed, _trace.Hash(), _trace.Steps, _scheduler.Clock.Now, _world.History.Operations,
            _cluster.Crashes, _cluster.Duels, _cluster.Store.Snapshots, fault);
    }

    private async Task DirectAsync(SimulatedProcess director)
    {
        await StoreFormat.OpenAsync(_cluster.Store.Objects, new Random(_random.Next()), CancellationToken.None);
        var serving = _cluster.RunAsync(_options);
        var disturbing = _cluster.DisturbAsync(_options.Duration, director.Time);
        var inspecting = new StoreInspector(_scheduler, _cluster.Store, new Random(_random.Next())).RunAsync(_options.Duration);
        var adminMachine = NewMachine("admin");
        var admin = new AdminProgram(adminMachine, _world);
        await adminMachine.RunAsync(admin.CreateTopicsAsync);

        var workers = StartWorkers();
        workers.Add(adminMachine.RunAsync(admin.RunAsync));
        var group = new GroupPrograms(_scheduler, _network, _world, _random.Next());
        var members = Enumerable.Range(0, _options.GroupMembers).Select(group.RunAsync).ToList();
        await FinishAsync(workers);
        await disturbing;
        await inspecting;

        var auditMachine = NewMachine("auditor");
        var auditor = new Auditor(auditMachine, _world);
        await auditMachine.RunAsync(auditor.FindEndsAsync);
        await FinishAsync(members);
        await auditMachine.RunAsync(auditor.AuditAsync);

        _cluster.Stop();
        var node = await serving;
        await RestartCheck.RunAsync(node.Replica, _cluster.Store.Objects, director);
        await VerifierCheck.RunAsync(_cluster.Store.Objects, director);
        CheckFloors();
        await LoseSegmentAsync(node.Replica);
        director.Tell("everything held");
    }

    /// <summary>When all is checked a segment is lost, and a node that has nothing in memory serves what is left.</summary>
    private async Task LoseSegmentAsync(Replica last)
    {
        if (SegmentLoss.Choose(last, _world.Ends!.Keys, _random) is not { } loss)
        {
            return;
        }

        await _cluster.Store.Objects.DeleteAsync([loss.Segment.Key], CancellationToken.None);
        var machine = NewMachine("survivor");
        await _cluster.ServeAgainAsync(() => machine.RunAsync(new LossProgram(machine, loss).RunAsync));
    }

    private List<Task> StartWorkers()
    {
        List<Task> workers = [];
        for (var i = 0; i < _options.Producers; i++)
        {
            var machine = NewMachine($"producer-{i}");
            workers.Add(machine.RunAsync(new ProducerProgram(machine, i, _world).RunAsync));
        }

        var pipelining = NewMachine("pipelining");
        workers.Add(pipelining.RunAsync(new PipeliningProgram(pipelining, _world).RunAsync));

        var loner = NewMachine("loner");
        workers.Add(loner.RunAsync(new LonerProgram(loner, _world).RunAsync));

        for (var i = 0; i < _options.Readers; i++)
        {
            var machine = NewMachine($"reader-{i}");
            workers.Add(machine.RunAsync(new ReaderProgram(machine, _world).RunAsync));
        }

        return workers;
    }

    /// <summary>A run in which little happened proves little.</summary>
    private void CheckFloors()
    {
        if (_world.History.Operations < _options.OperationsMin
            || _cluster.Crashes < _options.CrashesMin || _cluster.Store.Snapshots < _options.SnapshotsMin)
        {
            throw new SimulationException(
                $"Too little happened: {_world.History.Operations} operations, {_cluster.Crashes} crashes, "
                    + $"{_cluster.Store.Snapshots} snapshots.");
        }
    }

    private ClientMachine NewMachine(string name) => new(_scheduler, name, _network, _random.Next());

    private static async Task FinishAsync(List<Task> tasks)
    {
        foreach (var task in tasks)
        {
            await task;
        }
    }
}
