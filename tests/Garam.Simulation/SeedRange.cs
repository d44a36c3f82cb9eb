namespace Garam.Simulation;

/// <summary>Runs seeds side by side, each on one of as many threads as the machine has processors.</summary>
internal static class SeedRange
{
    public static IReadOnlyList<SimulationReport> Run(
        int first, int last, SimulationOptions options, Action<SimulationReport>? onEnded = null)
    {
        var reports = new SortedDictionary<int, SimulationReport>();
        var next = first - 1;
        void RunSeeds()
        {
            for (var seed = Interlocked.Increment(ref next); seed <= last; seed = Interlocked.Increment(ref next))
            {
                var report = Simulation.Run(seed, options);
                lock (reports)
                {
                    reports.Add(seed, report);
                    onEnded?.Invoke(report);
                }
            }
        }

        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(RunSeeds)).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());
        return [.. reports.Values];
    }
}
