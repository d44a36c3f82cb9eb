using Garam.Cli.Bench.Latency;

namespace Garam.Cli.Bench.Reports;

/// <summary>Percentiles of a distribution of latencies, in milliseconds.</summary>
internal sealed record LatencyDocument
{
    public long Count { get; init; }

    public double MeanMs { get; init; }

    public double MinMs { get; init; }

    public double P50Ms { get; init; }

    public double P90Ms { get; init; }

    public double P95Ms { get; init; }

    public double P99Ms { get; init; }

    public double P999Ms { get; init; }

    public double P9999Ms { get; init; }

    public double MaxMs { get; init; }

    /// <summary>Null where nothing was counted.</summary>
    public static LatencyDocument? From(LatencyHistogram histogram) => histogram.Count == 0
        ? null
        : new LatencyDocument
        {
            Count = histogram.Count,
            MeanMs = Milliseconds(histogram.Mean),
            MinMs = Milliseconds(histogram.Min),
            P50Ms = Milliseconds(histogram.Percentile(50)),
            P90Ms = Milliseconds(histogram.Percentile(90)),
            P95Ms = Milliseconds(histogram.Percentile(95)),
            P99Ms = Milliseconds(histogram.Percentile(99)),
            P999Ms = Milliseconds(histogram.Percentile(99.9)),
            P9999Ms = Milliseconds(histogram.Percentile(99.99)),
            MaxMs = Milliseconds(histogram.Max),
        };

    private static double Milliseconds(double microseconds) => Math.Round(microseconds / 1000, 3);
}
