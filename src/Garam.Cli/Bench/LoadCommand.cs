using System.CommandLine;
using Garam.Cli.Bench.Loads;
using Garam.Cli.Bench.Reports;
using Garam.Cli.Bench.Runs;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Bench;

/// <summary><c>garam bench produce|consume|e2e|mixed</c>.</summary>
internal static class LoadCommand
{
    private const string Json =
        """
        {"mode": "produce", "isPartial": false, "startedAt": "2026-01-01T00:00:00+00:00", "load": {"topic": "…", "partitions": 16, …},
         "produced": {"records": 204800, "bytes": 209715200, "failed": 0, "seconds": 10.0, "mbPerSecond": 20.0, "recordsPerSecond": 20480.0,
                      "latency": {"count": 204800, "meanMs": 5.1, "minMs": 1.2, "p50Ms": 4.9, "p90Ms": 7.0, "p95Ms": 7.5, "p99Ms": 9.0, "p999Ms": 15.0, "p9999Ms": 20.0, "maxMs": 21.0},
                      "correctedLatency": {…}},
         "consumed": null, "server": {"pid": 1234, "cpuSeconds": 0.5, "userSeconds": 0.2, "systemSeconds": 0.3, "cpuSecondsPerGib": 2.5, "peakMemoryMib": 300.0},
         "generator": {"cpuSeconds": 0.5, "cpuSecondsPerGib": 2.5, "peakMemoryMib": 100.0, "lateness": {…}}}
        """;

    public static ToolCommand Create(BenchMode mode)
    {
        var command = new ToolCommand(LoadProgress.NameOf(mode), DescriptionOf(mode)) { Details = DetailsOf(mode), Examples = ExamplesOf(mode), Json = Json };
        var connection = new ConnectionFlags(command);
        var load = new LoadFlags(command, mode);
        var records = mode == BenchMode.Consume ? null : new RecordFlags(command);
        var file = new Option<string?>("--output") { Description = "Write the report as JSON into this file too.", HelpName = "FILE" };
        command.Add(file);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            var settings = load.Read(run);
            settings = records?.Read(run, settings) ?? settings;
            using var saved = run.Parsed.GetValue(file) is { } path ? ReportFile.Create(path) : null;
            var (report, fault) = await new LoadRun(settings, connection.Read(run), run.Screen).RunAsync(run.Cancellation);
            Write(run.Screen, report, output.IsJson(run), saved);
            return fault is not null ? throw fault : run.Cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Success;
        });
        return command;
    }

    private static void Write(Screen screen, BenchReport report, bool isJson, Stream? saved)
    {
        if (saved is not null)
        {
            ReportFile.Write(saved, report);
        }

        if (isJson)
        {
            JsonOutput.WriteDocument(screen, report, BenchJson.Default.BenchReport);
        }
        else
        {
            ReportView.Show(screen, report);
        }
    }

    private static string DescriptionOf(BenchMode mode) => mode switch
    {
        BenchMode.Produce => "Produce records and take the time until each is acknowledged.",
        BenchMode.Consume => "Read what a topic holds, from its start to its present end.",
        BenchMode.EndToEnd => "Produce records and take the time until a consumer has each.",
        _ => "Produce and consume one topic at the same time.",
    };

    private static string DetailsOf(BenchMode mode) => mode switch
    {
        BenchMode.Produce =>
            "Latency is counted from the call to the acknowledgement, as Kafka's own producer test does, and with --rate also from the moment at which the schedule wanted the call: then a stall is charged to every record that it held up. Ctrl-C ends the run early and prints what was done.",
        BenchMode.Consume => "The partitions are divided between the clients. Ctrl-C ends the run early and prints what was done.",
        BenchMode.EndToEnd => "The first 24 bytes of every value hold its times; shorter values grow to that. The partitions are divided between the clients that consume. Ctrl-C ends the run early and prints what was done.",
        _ => "Consumers begin at the start of the log, so with a topic that holds something they read old records while new ones are written; limits and rate are those of the producers. Ctrl-C ends the run early and prints what was done.",
    };

    private static Example[] ExamplesOf(BenchMode mode) => mode switch
    {
        BenchMode.Produce =>
        [
            new Example("garam bench produce --rate 20 --batch-size 64KiB --duration 60s --warm-up 10s", "Latencies at 20 MB/s of 1 KiB records in batches of 64 KiB."),
            new Example("garam bench produce --payload-file app.log --compression lz4 --clients 4 --server-pid 1234 --output now.json", "Four producers as fast as they can; the server's CPU time; the report into a file."),
        ],
        BenchMode.Consume => [new Example("garam bench consume --topic filled --clients 2", "Two consumers read the whole topic.")],
        BenchMode.EndToEnd => [new Example("garam bench e2e --rate 1 --record-size 200 --linger 0", "Time from producer to consumer at 1 MB/s.")],
        _ => [new Example("garam bench mixed --clients 8 --share 25 --rate 50", "Two producers with 50 MB/s together, six consumers.")],
    };
}
