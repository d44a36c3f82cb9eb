using Garam.Simulation.Checks;
using Garam.Simulation.Scheduling;

namespace Garam.Simulation.Machines;

/// <summary>
/// A machine that verifies the store while nodes use it. Its reads take time, so that everything can change between two of them.
/// </summary>
internal sealed class StoreInspector(SimulatedScheduler scheduler, StoreMachine store, Random random)
{
    private readonly SimulatedProcess _process = scheduler.NewProcess("inspector");

    /// <summary>At the pace of an operator: some seconds apart.</summary>
    private TimeSpan Pause => TimeSpan.FromSeconds(5 + (20 * random.NextDouble()));

    public Task RunAsync(TimeSpan until) => _process.StartAsync(async () =>
    {
        var latency = new StoreLatency
        {
            Least = TimeSpan.FromMilliseconds(0.1),
            MeanExtra = TimeSpan.FromMilliseconds(8),
            Most = TimeSpan.FromMilliseconds(200),
        };
        var slow = new LatencyObjectStore(store.Objects, latency, new Random(random.Next()), _process.Time);
        await Task.Delay(Pause, _process.Time);
        while (_process.Time.GetElapsedTime(0) < until)
        {
            await VerifierCheck.RunAsync(slow, _process);
            await Task.Delay(Pause, _process.Time);
        }
    });
}
