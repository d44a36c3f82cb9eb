using Garam.Cli.Bench.Runs;

namespace Garam.Cli.Bench.Reports;

/// <summary>What went one way. MB are 1,048,576 bytes of keys and values.</summary>
internal sealed record TrafficDocument
{
    public long Records { get; init; }

    public long Bytes { get; init; }

    public long Failed { get; init; }

    /// <summary>Produced: how many records went in one batch on average.</summary>
    public double? RecordsPerBatch { get; init; }

    public double Seconds { get; init; }

    public double MbPerSecond { get; init; }

    public double RecordsPerSecond { get; init; }

    /// <summary>Produced: from the call to its acknowledgement. Consumed: from the call that sent the record to having it.</summary>
    public LatencyDocument? Latency { get; init; }

    /// <summary>The same from the moment at which the schedule wanted the call; null without a rate, as there is no schedule then.</summary>
    public LatencyDocument? CorrectedLatency { get; init; }

    /// <summary>Consumed: from asking for records to having some.</summary>
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
