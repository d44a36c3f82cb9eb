using System.Text.Json.Serialization;
using Garam.Bench.Loads;
using Garam.Bench.Measuring;

namespace Garam.Bench.Reports;

/// <summary>The document that <c>garam bench MODE --json</c> prints and <c>--compare</c> reads.</summary>
internal sealed record BenchReport
{
    /// <summary>produce, consume, e2e or mixed.</summary>
    public string Mode { get; init; } = "";

    /// <summary>True if the run ended before it had done all that was asked.</summary>
    public bool IsPartial { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public LoadDocument Load { get; init; } = new();

    public TrafficDocument? Produced { get; init; }

    public TrafficDocument? Consumed { get; init; }

    public ServerDocument? Server { get; init; }

    public GeneratorDocument Generator { get; init; } = new();
}

/// <summary>The load that was asked for. Two reports can be compared if their loads agree.</summary>
internal sealed record LoadDocument
{
    public string Topic { get; init; } = "";

    public int Partitions { get; init; }

    public int Producers { get; init; }

    public int Consumers { get; init; }

    public double? RateMbPerSecond { get; init; }

    public double TickMs { get; init; }

    public int? RecordBytes { get; init; }

    public string? PayloadFile { get; init; }

    public double CompressibleShare { get; init; }

    public string Keys { get; init; } = "";

    public int BatchBytes { get; init; }

    public double LingerMs { get; init; }

    public string Acks { get; init; } = "";

    public bool Idempotent { get; init; }

    public string Compression { get; init; } = "";

    public int Seed { get; init; }

    public double WarmUpSeconds { get; init; }

    public long? Records { get; init; }

    public long? Bytes { get; init; }

    public double? DurationSeconds { get; init; }

    public static LoadDocument From(LoadSettings settings, string topic, int partitions) => new()
    {
        Topic = topic,
        Partitions = partitions,
        Producers = settings.Producers,
        Consumers = settings.Consumers,
        RateMbPerSecond = settings.BytesPerSecond / Traffic.BytesPerMb,
        TickMs = settings.Tick.TotalMilliseconds,
        RecordBytes = settings.PayloadFile is null ? settings.RecordBytes : null,
        PayloadFile = settings.PayloadFile,
        CompressibleShare = settings.CompressibleShare,
        Keys = settings.Keys.ToString(),
        BatchBytes = settings.BatchBytes,
        LingerMs = settings.Linger.TotalMilliseconds,
        Acks = settings.Acks.ToString().ToLowerInvariant(),
        Idempotent = settings.IsIdempotent,
        Compression = settings.Compression.ToString().ToLowerInvariant(),
        Seed = settings.Seed,
        WarmUpSeconds = settings.WarmUp.TotalSeconds,
        Records = settings.Limits.Records,
        Bytes = settings.Limits.Bytes,
        DurationSeconds = settings.Limits.Duration?.TotalSeconds,
    };
}

/// <summary>The records that went one way. A MB is 1,048,576 bytes of keys and values.</summary>
internal sealed record TrafficDocument
{
    public long Records { get; init; }

    public long Bytes { get; init; }

    public long Failed { get; init; }

    /// <summary>Produced: the average number of records in a batch.</summary>
    public double? RecordsPerBatch { get; init; }

    public double Seconds { get; init; }

    public double MbPerSecond { get; init; }

    public double RecordsPerSecond { get; init; }

    /// <summary>Produced: from the call to the acknowledgement. Consumed: from the call that sent the record to its arrival.</summary>
    public LatencyDocument? Latency { get; init; }

    /// <summary>
    /// The same, but from the moment at which the schedule wanted the call; null without a rate, because then there is no schedule.
    /// </summary>
    public LatencyDocument? CorrectedLatency { get; init; }

    /// <summary>Consumed: from asking for records to receiving some.</summary>
    public LatencyDocument? FetchLatency { get; init; }

    public static TrafficDocument From(LoadTally tally, TimeSpan time, bool hasSchedule)
    {
        var seconds = Math.Max(time.TotalSeconds, 1e-6);
        return new TrafficDocument
        {
            Records = tally.Records,
            Bytes = tally.Bytes,
            Failed = tally.Failed,
            RecordsPerBatch = tally.Batches == 0 ? null : Math.Round((double)tally.Records / tally.Batches, 1),
            Seconds = Math.Round(seconds, 3),
            MbPerSecond = Math.Round(tally.Bytes / Traffic.BytesPerMb / seconds, 3),
            RecordsPerSecond = Math.Round(tally.Records / seconds, 1),
            Latency = LatencyDocument.From(tally.Latencies.Measured),
            CorrectedLatency = hasSchedule ? LatencyDocument.From(tally.Latencies.Corrected) : null,
            FetchLatency = LatencyDocument.From(tally.Fetches),
        };
    }
}

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

    /// <summary>Returns null if nothing was counted.</summary>
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

/// <summary>The server's costs for the records that count, produced and consumed together.</summary>
internal sealed record ServerDocument
{
    public int Pid { get; init; }

    public double CpuSeconds { get; init; }

    public double UserSeconds { get; init; }

    public double SystemSeconds { get; init; }

    public double? CpuSecondsPerGib { get; init; }

    /// <summary>The peak since the process started.</summary>
    public double PeakMemoryMib { get; init; }

    public static ServerDocument From(ServerSpending spending, long bytes)
    {
        var cpu = (spending.User + spending.System).TotalSeconds;
        return new ServerDocument
        {
            Pid = spending.Pid,
            CpuSeconds = Math.Round(cpu, 3),
            UserSeconds = Math.Round(spending.User.TotalSeconds, 3),
            SystemSeconds = Math.Round(spending.System.TotalSeconds, 3),
            CpuSecondsPerGib = bytes == 0 ? null : Math.Round(cpu * Traffic.BytesPerGib / bytes, 3),
            PeakMemoryMib = Math.Round(spending.PeakMemoryBytes / Traffic.BytesPerMb, 1),
        };
    }
}

/// <summary>The costs of this process, and its lateness. A late generator was the bottleneck, and not the server.</summary>
internal sealed record GeneratorDocument
{
    public double CpuSeconds { get; init; }

    public double? CpuSecondsPerGib { get; init; }

    public double PeakMemoryMib { get; init; }

    /// <summary>How much later than scheduled records were sent; null without a rate.</summary>
    public LatencyDocument? Lateness { get; init; }
}

/// <summary>The document that <c>garam bench --compare A B --json</c> prints.</summary>
/// <param name="Rows">Figures that at least one of the two has.</param>
/// <param name="Differences">Settings in which the two loads differ. If there are any, the figures are not of the same load.</param>
internal sealed record ComparisonDocument(IReadOnlyList<ComparedFigure> Rows, IReadOnlyList<string> Differences);

/// <param name="Name">Such as "produced latency p99 ms".</param>
/// <param name="A">Null if the first report has no such figure.</param>
/// <param name="B">Null if the second report has no such figure.</param>
/// <param name="Ratio">B divided by A; null if one of them is missing, or A is zero.</param>
internal sealed record ComparedFigure(string Name, double? A, double? B, double? Ratio);

/// <summary>The units of reports.</summary>
internal static class Traffic
{
    /// <summary>Kafka's tools count megabytes so.</summary>
    public const double BytesPerMb = 1 << 20;

    public const double BytesPerGib = 1 << 30;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BenchReport))]
[JsonSerializable(typeof(ComparisonDocument))]
internal sealed partial class BenchJson : JsonSerializerContext;
