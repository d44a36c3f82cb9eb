using System.Diagnostics;

namespace Garam.Simulation;

/// <summary>A seed decides everything, so a failure can be replayed.</summary>
public sealed class RepeatTests
{
    private const int Seed = 7;

    [Fact]
    public void The_same_seed_gives_the_same_trace_twice_in_one_process() => Assert.Equal(HashOf(Seed), HashOf(Seed));

    [Fact]
    public void The_same_seed_gives_the_same_trace_in_another_process()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in (string[])["--seed", $"{Seed}", "--quiet"])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Contains($"trace {HashOf(Seed)}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_seed_gives_another_trace() => Assert.NotEqual(HashOf(Seed), HashOf(Seed + 1));

    private static string HashOf(int seed) => Simulation.Run(seed, new SimulationOptions()).TraceHash;
}
