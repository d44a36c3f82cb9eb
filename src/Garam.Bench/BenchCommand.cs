using System.CommandLine;
using Garam.Bench.Loads;
using Garam.Bench.Reports;
using Garam.Cli.Commands;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Bench;

/// <summary><c>garam bench</c>: puts a cluster under load and measures it, and compares two reports.</summary>
public static class BenchCommand
{
    public const string Description = "Put a cluster under load and measure throughput, latency and what the server spends.";

    private static readonly IReadOnlyList<BenchMode> Modes = [BenchMode.Produce, BenchMode.Consume, BenchMode.EndToEnd, BenchMode.Mixed];

    public static ToolCommand Create()
    {
        var command = new ToolCommand("bench", Description)
        {
            Details = """
                Without a subcommand, --compare shows two reports side by side. A MB is 1,048,576 bytes of keys and values, as in Kafka's
                own tools.
                """,
            Examples = [new Example(
                "garam bench --compare before.json after.json", "Shows two reports side by side and warns where their loads differ.")],
            Json = """{"rows": [{"name": "produced MB/s", "a": 20.0, "b": 20.0, "ratio": 1.0}], "differences": []}""",
        };
        foreach (var load in Modes)
        {
            command.Add(LoadCommand.Create(load));
        }

        var compare = new Option<string[]>("--compare")
        {
            Description = "Two reports written by --output or --json.",
            HelpName = "A.json B.json",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        command.Add(compare);
        var output = new OutputFlags(command);
        command.Run(run => Task.FromResult(Compare(run, run.Parsed.GetValue(compare), output)));
        return command;
    }

    private static int Compare(CommandRun run, string[]? paths, OutputFlags output)
    {
        if (paths is not [var first, var second])
        {
            throw new CommandException(
                ExitCode.Usage,
                "choose a load (produce, consume, e2e or mixed), or compare two reports with --compare. Try: garam bench --help");
        }

        var comparison = ReportComparison.Compare(ReportFile.Read(first), ReportFile.Read(second));
        output.Write(run, comparison, BenchJson.Default.ComparisonDocument, (_, shown) => ReportView.Show(run.Screen, shown));
        foreach (var difference in comparison.Differences)
        {
            run.Screen.Complain($"the two loads differ in {difference}");
        }

        return ExitCode.Success;
    }
}
