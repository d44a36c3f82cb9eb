namespace Garam.Simulation;

/// <summary>What the simulation proves on every build. `GARAM_TEST_LONG` (a number) runs so many times as many seeds.</summary>
public sealed class SeedTests
{
    private const int Seeds = 200;

    [Fact]
    public void Every_seed_holds()
    {
        var factor = int.TryParse(Environment.GetEnvironmentVariable("GARAM_TEST_LONG"), out var times) ? Math.Max(times, 1) : 1;
        var reports = SeedRange.Run(1, Seeds * factor, new SimulationOptions());

        Assert.Empty(reports.Where(static report => report.Fault is not null).Select(static report => $"{report.Fault!.Message}\nreplay: garam-sim --seed {report.Seed}"));
    }
}
