using System.Globalization;
using Garam.Simulation.Scenarios;
using Garam.Simulation.Scheduling;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Garam.Simulation;

/// <summary>
/// <c>garam-sim --seed N</c> runs one seed and prints its trace, <c>garam-sim --seeds A-B</c> runs many and prints a line for each,
/// <c>garam-sim --agents-seed N</c> runs one seed with several agents and prints its trace; anything else is for the test runner.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) => args switch
    {
        ["--seed", var seed] => RunOne(int.Parse(seed, CultureInfo.InvariantCulture), Console.Out),
        ["--seed", var seed, "--quiet"] => RunOne(int.Parse(seed, CultureInfo.InvariantCulture), null),
        ["--seeds", var range] => RunMany(range),
        ["--agents-seed", var seed] => RunAgents(int.Parse(seed, CultureInfo.InvariantCulture)),
        _ when args.Any(static arg => arg is "--server" or "--internal-msbuild-node") =>
            await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => await ConsoleRunner.Run(args),
    };

    private static int RunOne(int seed, TextWriter? trace)
    {
        var report = Simulation.Run(seed, new SimulationOptions(), trace);
        Print(report);
        return report.Fault is null ? 0 : 1;
    }

    private static int RunAgents(int seed)
    {
        try
        {
            TroubledAgents.Run(seed, Console.Out);
            return 0;
        }
        catch (SimulationException fault)
        {
            Console.WriteLine(fault);
            return 1;
        }
    }

    private static int RunMany(string range)
    {
        var ends = range.Split('-');
        var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
        var last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
        var reports = SeedRange.Run(first, last, new SimulationOptions(), Print);
        Console.WriteLine($"{reports.Count} seeds, {reports.Count(static report => report.Fault is not null)} broken");
        return reports.Any(static report => report.Fault is not null) ? 1 : 0;
    }

    private static void Print(SimulationReport report)
    {
        Console.WriteLine(report);
        if (report.Fault is not null)
        {
            Console.WriteLine($"  {report.Fault}");
            Console.WriteLine($"  replay: garam-sim --seed {report.Seed}");
        }
    }
}
