using Garam.Simulation.Scheduling;
using Garam.Storage.Memory;

namespace Garam.Simulation.Machines;

/// <summary>
/// The machine that the objects live on. It outlives its clients: a request that was sent is carried out even if its sender is dead.
/// </summary>
internal sealed class StoreMachine(SimulatedScheduler scheduler, Random random)
{
    private readonly Dictionary<string, Queue<TaskCompletionSource>> _holds = [];

    public MemoryObjectStore Objects { get; } = new();

    public SimulatedProcess Process { get; } = scheduler.NewProcess("store");

    /// <summary>Sizes of the objects that exist, for checks that cannot wait.</summary>
    public Dictionary<string, long> Sizes { get; } = [];

    /// <summary>Snapshots that were completed, by their manifests.</summary>
    public int Snapshots { get; set; }

    /// <summary>False: no request fails any more.</summary>
    public bool IsFaulty { get; set; } = true;

    /// <summary>A disk that is full: nothing is created, everything else works.</summary>
    public bool RefusesCreates { get; set; }

    /// <summary>Until then most requests fail.</summary>
    public TimeSpan OutageEnds { get; set; }

    /// <summary>Creates that wait, or waited, because <see cref="HoldCreate"/> said so.</summary>
    public int HeldCreates { get; private set; }

    /// <summary>The next create of this key, by whichever node, is carried out when the result is set.</summary>
    public TaskCompletionSource HoldCreate(string key)
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_holds.TryGetValue(key, out var holds))
        {
            _holds.Add(key, holds = []);
        }

        holds.Enqueue(hold);
        return hold;
    }

    /// <summary>Returns the task that a create of this key has to wait for.</summary>
    public Task ArriveAsync(string key)
    {
        if (!_holds.TryGetValue(key, out var holds) || !holds.TryDequeue(out var hold))
        {
            return Task.CompletedTask;
        }

        HeldCreates++;
        Process.Tell($"holds a create of {key}");
        return hold.Task;
    }

    /// <summary>Opens a handle for a node.</summary>
    /// <param name="dropsOnClose">
    /// Requests that were not carried out when the handle closes never are, as on a disk in the same machine.
    /// </param>
    public StoreHandle Open(bool dropsOnClose)
    {
        var gate = new StoreGate(Objects, this, dropsOnClose);
        var plan = new SwitchedFaultPlan(
            this, new RandomFaultPlan(Rates, new Random(random.Next())), new RandomFaultPlan(OutageRates, new Random(random.Next())));
        var faulty = new FaultyObjectStore(gate, plan, new Random(random.Next()));
        var slow = new LatencyObjectStore(faulty, Latency(dropsOnClose), new Random(random.Next()), Process.Time);
        return new StoreHandle(slow, gate, Process);
    }

    private static FaultRates Rates => new() { FailBefore = 0.005, FailAfter = 0.005, CorruptRead = 0.003, TruncateRead = 0.003 };

    private static FaultRates OutageRates => new() { FailBefore = 0.5, FailAfter = 0.2 };

    private static StoreLatency Latency(bool isLocal) => isLocal
        ? new StoreLatency
        {
            Least = TimeSpan.FromMilliseconds(0.2),
            MeanExtra = TimeSpan.FromMilliseconds(1),
            Most = TimeSpan.FromMilliseconds(500),
        }
        : new StoreLatency
        {
            Least = TimeSpan.FromMilliseconds(5),
            MeanExtra = TimeSpan.FromMilliseconds(15),
            Most = TimeSpan.FromSeconds(2),
        };

    private sealed class SwitchedFaultPlan(StoreMachine machine, IFaultPlan plan, IFaultPlan outage) : IFaultPlan
    {
        public StoreFault Next(StoreOperation operation, string key)
        {
            var fault = plan.Next(operation, key);
            if (machine.RefusesCreates && operation == StoreOperation.Create)
            {
                return StoreFault.FailBefore;
            }

            if (!machine.IsFaulty)
            {
                return StoreFault.None;
            }

            return machine.Process.Time.GetElapsedTime(0) < machine.OutageEnds
                && fault == StoreFault.None ? outage.Next(operation, key) : fault;
        }
    }
}
