using System.CommandLine;
using Garam.Bench.Loads;
using Garam.Bench.Reports;
using Garam.Bench.Runs;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Bench;

/// <summary><c>garam bench produce|consume|e2e|mixed</c>.</summary>
internal static class LoadCommand
{
    private const string Json =
        """
        {"mode": "produce", "isPartial": false, "startedAt": "2026-01-01T00:00:00+00:00", "load": {"topic": "…", "partitions": 16, …},
         "produced": {"records": 204800, "bytes": 209715200, "failed": 0, "seconds": 10.0, "mbPerSecond": 20.0, "recordsPerSecond": 20480.0,
                      "latency": {"count": 204800, "meanMs": 5.1, "minMs": 1.2, "p50Ms": 4.9, "p90Ms": 7.0, "p95Ms": 7.5, "p99Ms": 9.0,
                                  "p999Ms": 15.0, "p9999Ms": 20.0, "maxMs": 21.0},
                      "correctedLatency": {…}},
         "consumed": null,
         "server": {"pid": 1234, "cpuSeconds": 0.5, "userSeconds": 0.2, "systemSeconds": 0.3, "cpuSecondsPerGib": 2.5,
                    "peakMemoryMib": 300.0},
         "generator": {"cpuSeconds": 0.5, "cpuSecondsPerGib": 2.5, "peakMemoryMib": 100.0, "lateness": {…}}}
        """;

    private const string Interruption = "Ctrl-C ends the run early and prints what was done.";

    public static ToolCommand Create(BenchMode mode)
    {
        var command = new ToolCommand(mode.ToText(), DescriptionOf(mode))
        {
            Details = DetailsOf(mode),
            Examples = ExamplesOf(mode),
            Json = Json,
        };
        var connection = new ConnectionFlags(command);
        var load = new LoadFlags(command, mode);
        var records = mode == BenchMode.Consume ? null : new RecordFlags(command);
        var file = new Option<string?>("--output") { Description = "Also write the report as JSON to this file.", HelpName = "FILE" };
        command.Add(file);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var settings = load.Read(run);
            settings = records?.Read(run, settings) ?? settings;
            using var saved = run.Parsed.GetValue(file) is { } path ? ReportFile.Create(path) : null;
            var (report, fault) = await new LoadRun(settings, connection.Read(run), run.Screen).RunAsync(run.Cancellation);
            if (saved is not null)
            {
                ReportFile.Write(saved, report);
            }

            output.Write(run, report, BenchJson.Default.BenchReport, (_, shown) => ReportView.Show(run.Screen, shown));
            return fault is not null ? throw fault : run.Cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Success;
        });
        return command;
    }

    private static string DescriptionOf(BenchMode mode) => mode switch
    {
        BenchMode.Produce => "Produce records and time each one until it is acknowledged.",
        BenchMode.Consume => "Read a topic from its start to its current end.",
        BenchMode.EndToEnd => "Produce records and time each one until a consumer has it.",
        _ => "Produce to one topic and consume from it at the same time.",
    };

    private static string DetailsOf(BenchMode mode) => mode switch
    {
        BenchMode.Produce =>
            $"""
            Latency runs from the call to the acknowledgement, as in Kafka's own producer test. With --rate it is also measured from the
            moment at which the schedule wanted the call, so that a stall is charged to every record that it held up. {Interruption}
            """,
        BenchMode.Consume => $"The clients share the partitions between them. {Interruption}",
        BenchMode.EndToEnd =>
            $"""
            The first 24 bytes of every value hold timestamps; shorter values are padded to that length. The consuming clients share the
            partitions between them. {Interruption}
            """,
        _ =>
            $"""
            Consumers begin at the start of the log: in a topic that already holds records they read old ones while new ones are written.
            Limits and rate apply to the producers. {Interruption}
            """,
    };

    private static Example[] ExamplesOf(BenchMode mode) => mode switch
    {
        BenchMode.Produce =>
        [
            new Example(
                "garam bench produce --rate 20 --batch-size 64KiB --duration 60s --warm-up 10s",
                "Measures latency at 20 MB/s, with 1 KiB records in 64 KiB batches."),
            new Example(
                "garam bench produce --payload-file app.log --compression lz4 --clients 4 --server-pid 1234 --output now.json",
                "Runs four producers as fast as they can, measures the server's CPU time and saves the report."),
        ],
        BenchMode.Consume => [new Example("garam bench consume --topic filled --clients 2", "Reads the whole topic with two consumers.")],
        BenchMode.EndToEnd => [new Example(
            "garam bench e2e --rate 1 --record-size 200 --linger 0", "Measures the time from producer to consumer at 1 MB/s.")],
        _ => [new Example(
            "garam bench mixed --clients 8 --share 25 --rate 50", "Runs two producers at 50 MB/s in total, and six consumers.")],
    };
}
