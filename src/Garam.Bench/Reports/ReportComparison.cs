using System.Globalization;

namespace Garam.Bench.Reports;

/// <summary>Puts two reports side by side.</summary>
internal static class ReportComparison
{
    public static ComparisonDocument Compare(BenchReport a, BenchReport b)
    {
        List<ComparedFigure> rows = [];
        foreach (var ((name, first), (_, second)) in Figures(a).Zip(Figures(b)))
        {
            if (first is not null || second is not null)
            {
                rows.Add(new ComparedFigure(
                    name, first, second, first is > 0 && second is not null ? Math.Round(second.Value / first.Value, 3) : null));
            }
        }

        return new ComparisonDocument(rows, [.. Differences(a, b)]);
    }

    private static IEnumerable<(string Name, double? Value)> Figures(BenchReport report) =>
    [
        .. Figures("produced", report.Produced),
        .. Figures("consumed", report.Consumed),
        ("server CPU s per GiB", report.Server?.CpuSecondsPerGib),
        ("server peak memory MiB", report.Server?.PeakMemoryMib),
        ("generator CPU s per GiB", report.Generator.CpuSecondsPerGib),
        ("generator lateness p99 ms", report.Generator.Lateness?.P99Ms),
    ];

    private static IEnumerable<(string Name, double? Value)> Figures(string direction, TrafficDocument? traffic) =>
    [
        ($"{direction} MB/s", traffic?.MbPerSecond),
        ($"{direction} records/s", traffic?.RecordsPerSecond),
        ($"{direction} failed", traffic?.Failed),
        ($"{direction} records per batch", traffic?.RecordsPerBatch),
        .. Figures($"{direction} latency", traffic?.Latency),
        .. Figures($"{direction} corrected latency", traffic?.CorrectedLatency),
        .. Figures($"{direction} fetch latency", traffic?.FetchLatency),
    ];

    private static IEnumerable<(string Name, double? Value)> Figures(string what, LatencyDocument? latency) =>
    [
        ($"{what} mean ms", latency?.MeanMs),
        ($"{what} p50 ms", latency?.P50Ms),
        ($"{what} p95 ms", latency?.P95Ms),
        ($"{what} p99 ms", latency?.P99Ms),
        ($"{what} p99.9 ms", latency?.P999Ms),
        ($"{what} max ms", latency?.MaxMs),
    ];

    private static IEnumerable<string> Differences(BenchReport a, BenchReport b) =>
        from pair in Settings(a).Zip(Settings(b))
        where pair.First.Value != pair.Second.Value
        select $"{pair.First.Name}: {pair.First.Value} and {pair.Second.Value}";

    /// <summary>Leaves out the name of the topic and the seed, which do not matter.</summary>
    private static (string Name, string Value)[] Settings(BenchReport report)
    {
        var load = report.Load;
        return
        [
            ("mode", report.Mode),
            ("ended early", report.IsPartial ? "yes" : "no"),
            ("partitions", Show(load.Partitions)),
            ("producers", Show(load.Producers)),
            ("consumers", Show(load.Consumers)),
            ("rate in MB/s", Show(load.RateMbPerSecond)),
            ("tick in ms", Show(load.TickMs)),
            ("record bytes", Show(load.RecordBytes)),
            ("payload file", load.PayloadFile ?? "none"),
            ("compressibility", Show(load.CompressibleShare)),
            ("keys", load.Keys),
            ("batch bytes", Show(load.BatchBytes)),
            ("linger in ms", Show(load.LingerMs)),
            ("acks", load.Acks),
            ("idempotent", load.Idempotent ? "yes" : "no"),
            ("compression", load.Compression),
            ("warm-up in s", Show(load.WarmUpSeconds)),
            ("records", Show(load.Records)),
            ("bytes", Show(load.Bytes)),
            ("duration in s", Show(load.DurationSeconds)),
        ];
    }

    private static string Show(double? number) => number?.ToString("0.###", CultureInfo.InvariantCulture) ?? "none";
}
