namespace Garam.Simulation;

/// <summary>Runs the simulation with the seeds of every build. `GARAM_TEST_LONG=1` runs ten times as many.</summary>
public sealed class SeedTests
{
    private const int Seeds = 200;

    [Fact]
    public void Every_seed_holds()
    {
        var last = Environment.GetEnvironmentVariable("GARAM_TEST_LONG") == "1" ? 10 * Seeds : Seeds;
        var reports = SeedRange.Run(1, last, new SimulationOptions());

        Assert.Empty(reports.Where(static report => report.Fault is not null).Select(
            static report => $"{report.Fault!.Message}\nreplay: garam-sim --seed {report.Seed}"));
        Assert.InRange(reports.Sum(static report => report.Duels), last / 2, 4 * last);
    }
}
