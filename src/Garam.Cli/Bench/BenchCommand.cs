using System.CommandLine;
using Garam.Cli.Bench.Loads;
using Garam.Cli.Bench.Reports;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Bench;

/// <summary><c>garam bench</c>: loads a cluster and measures it, and compares two measurements.</summary>
internal static class BenchCommand
{
    public const string Description = "Load a cluster and measure it: throughput, latencies, what the server spends.";

    private static readonly IReadOnlyList<BenchMode> Modes = [BenchMode.Produce, BenchMode.Consume, BenchMode.EndToEnd, BenchMode.Mixed];

    public static ToolCommand Create()
    {
        var command = new ToolCommand("bench", Description)
        {
            Details = "Without a command, --compare puts two reports side by side. MB are 1,048,576 bytes of keys and values, as in Kafka's own tools.",
            Examples = [new Example("garam bench --compare before.json after.json", "Shows two reports side by side, and warns where their loads differ.")],
            Json = """{"rows": [{"name": "produced MB/s", "a": 20.0, "b": 20.0, "ratio": 1.0}], "differences": []}""",
        };
        foreach (var load in Modes)
        {
            command.Add(LoadCommand.Create(load));
        }

        var compare = new Option<string[]>("--compare")
        {
            Description = "Two reports that --output or --json wrote.",
            HelpName = "A.json B.json",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        command.Add(compare);
        var output = new OutputFlags(command);
        command.Run(run => Task.FromResult(Compare(run, run.Parsed.GetValue(compare), output.IsJson(run))));
        return command;
    }

    private static int Compare(CommandRun run, string[]? paths, bool isJson)
    {
        if (paths is not [var first, var second])
        {
            throw new CommandException(ExitCode.Usage, "name a load (produce, consume, e2e, mixed) or two reports with --compare. Try: garam bench --help");
        }

        var comparison = ReportComparison.Compare(ReportFile.Read(first), ReportFile.Read(second));
        if (isJson)
        {
            JsonOutput.WriteDocument(run.Screen, comparison, BenchJson.Default.ComparisonDocument);
        }
        else
        {
            ReportView.Show(run.Screen, comparison);
        }

        foreach (var difference in comparison.Differences)
        {
            run.Screen.Complain($"the two loads differ in {difference}");
        }

        return ExitCode.Success;
    }
}
