using System.Collections.Concurrent;
using Garam.Simulation.Scenarios;

namespace Garam.Simulation;

/// <summary>
/// Three agents in three zones, and a seed that decides what happens to them, to their connections and to the store. Runs the seeds of
/// every build; `GARAM_TEST_LONG=1` runs ten times as many.
/// </summary>
public sealed class AgentSeedTests
{
    private const int Seeds = 100;

    [Fact]
    public void Every_seed_holds_with_several_agents()
    {
        var last = Environment.GetEnvironmentVariable("GARAM_TEST_LONG") == "1" ? 10 * Seeds : Seeds;
        var faults = new ConcurrentBag<string>();
        var events = 0;
        Parallel.For(
            1, last + 1, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
            {
                try
                {
                    Interlocked.Add(ref events, TroubledAgents.Run(seed));
                }
                catch (Exception fault)
                {
                    faults.Add($"{fault.Message}\nreplay: garam-sim --agents-seed {seed}");
                }
            });
        Assert.Equal("", string.Join('\n', faults.Order()));
        Assert.InRange(events, 3 * last, 60 * last);
    }
}
