using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Bench.Reports;

/// <summary>Reports and comparisons for people.</summary>
internal static class ReportView
{
    private static readonly string[] LatencyTitles = ["MEAN", "P50", "P90", "P95", "P99", "P99.9", "P99.99", "MAX"];

    public static void Show(Screen screen, BenchReport report)
    {
        screen.Say(report.IsPartial ? $"{Load(report)} (ended early: this is what was done)" : Load(report));
        screen.Say();
        ShowTraffic(screen, report);
        ShowLatencies(screen, report);
        if (report.Server is { } server)
        {
            var times = Line($"{server.UserSeconds:0.00} s user, {server.SystemSeconds:0.00} s system");
            var costs = Line($"{server.CpuSecondsPerGib:0.00} CPU-s per GiB ({times}), peak memory {server.PeakMemoryMib:0} MiB");
            screen.Say(Line($"Server {server.Pid}: {costs}"));
        }

        screen.Say(
            Line($"Generator: {report.Generator.CpuSecondsPerGib:0.00} CPU-s per GiB, peak memory {report.Generator.PeakMemoryMib:0} MiB"));
    }

    public static void Show(Screen screen, ComparisonDocument comparison)
    {
        var table = new TableView(
            new TableColumn("FIGURE"),
            new TableColumn("A", IsNumber: true),
            new TableColumn("B", IsNumber: true),
            new TableColumn("B/A", IsNumber: true));
        foreach (var row in comparison.Rows)
        {
            table.Add(row.Name, Number(row.A), Number(row.B), row.Ratio is { } ratio ? Line($"{ratio:0.00}") : "-");
        }

        table.Write(screen);
    }

    private static string Load(BenchReport report)
    {
        var load = report.Load;
        var rate = load.RateMbPerSecond is { } mb ? Line($"{mb:0.###} MB/s") : "no rate limit";
        var records = load.PayloadFile is { } file ? $"lines of {file}" : Line($"records of {load.RecordBytes:N0} B");
        var clients = (load.Producers, load.Consumers) switch
        {
            (var producers, 0) => $"{producers} producing",
            (0, var consumers) => $"{consumers} consuming",
            var (producers, consumers) => $"{producers} producing, {consumers} consuming",
        };
        var sent = load.Producers > 0 ? $"{records}, " : "";
        return $"{report.Mode}: topic {load.Topic} of {load.Partitions} partitions, {clients}, {sent}{rate}";
    }

    private static void ShowTraffic(Screen screen, BenchReport report)
    {
        var table = new TableView(
            new TableColumn(""), new TableColumn("RECORDS", true), new TableColumn("MB", true), new TableColumn("SECONDS", true),
            new TableColumn("MB/S", true), new TableColumn("RECORDS/S", true), new TableColumn("RECORDS/BATCH", true),
            new TableColumn("FAILED", true));
        foreach (var (name, traffic) in new[] { ("produced", report.Produced), ("consumed", report.Consumed) })
        {
            if (traffic is not null)
            {
                table.Add(
                    name,
                    Line($"{traffic.Records:N0}"),
                    Line($"{traffic.Bytes / Traffic.BytesPerMb:N1}"),
                    Line($"{traffic.Seconds:0.0}"),
                    Line($"{traffic.MbPerSecond:0.00}"),
                    Line($"{traffic.RecordsPerSecond:N0}"),
                    Number(traffic.RecordsPerBatch),
                    Line($"{traffic.Failed:N0}"));
            }
        }

        table.Write(screen);
        screen.Say();
    }

    private static void ShowLatencies(Screen screen, BenchReport report)
    {
        (string Name, LatencyDocument? Latency)[] rows =
        [
            ("call to acknowledgement", report.Produced?.Latency),
            ("schedule to acknowledgement", report.Produced?.CorrectedLatency),
            ("call to consumer", report.Consumed?.Latency),
            ("schedule to consumer", report.Consumed?.CorrectedLatency),
            ("fetch", report.Consumed?.FetchLatency),
            ("schedule to call", report.Generator.Lateness),
        ];
        var table = new TableView([new TableColumn("LATENCY IN MS"), .. LatencyTitles.Select(title => new TableColumn(title, true))]);
        foreach (var (name, latency) in rows)
        {
            if (latency is not null)
            {
                double[] values =
                [
                    latency.MeanMs, latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms, latency.P999Ms, latency.P9999Ms,
                    latency.MaxMs,
                ];
                table.Add([name, .. values.Select(value => Line($"{value:0.00}"))]);
            }
        }

        table.Write(screen);
        screen.Say();
    }

    private static string Number(double? value) => value is { } number ? Line($"{number:N2}") : "-";

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
