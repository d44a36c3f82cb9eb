using Garam.Cli.Bench.Latency;

namespace Garam.Cli.Bench.Runs;

/// <summary>What was done so far, of what counts: nothing before the end of the warm-up. Not thread-safe.</summary>
internal sealed class LoadTally(long timestampFrequency)
{
    public long Records { get; private set; }

    /// <summary>Keys and values.</summary>
    public long Bytes { get; private set; }

    /// <summary>Batches that the records travelled in.</summary>
    public long Batches { get; set; }

    /// <summary>Records that were given up.</summary>
    public long Failed { get; set; }

    /// <summary>When the last record was done, as a timestamp; 0 while there is none.</summary>
    public long LastAt { get; private set; }

    public LatencyRecorder Latencies { get; } = new(timestampFrequency);

    /// <summary>How long it took from asking for records to having some.</summary>
    public LatencyHistogram Fetches { get; } = new();

    public void Add(long records, long bytes, long moment)
    {
        Records += records;
        Bytes += bytes;
        LastAt = Math.Max(LastAt, moment);
    }

    public void Merge(LoadTally other)
    {
        Add(other.Records, other.Bytes, other.LastAt);
        Batches += other.Batches;
        Failed += other.Failed;
        Latencies.Merge(other.Latencies);
        Fetches.Merge(other.Fetches);
    }
}
