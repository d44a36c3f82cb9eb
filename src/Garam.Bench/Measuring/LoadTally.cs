namespace Garam.Bench.Measuring;

/// <summary>The work that counts so far: everything since the end of the warm-up. Not thread-safe.</summary>
internal sealed class LoadTally(long timestampFrequency)
{
    public long Records { get; private set; }

    /// <summary>Bytes of keys and values.</summary>
    public long Bytes { get; private set; }

    /// <summary>Batches that carried the records.</summary>
    public long Batches { get; set; }

    /// <summary>Records that the producer gave up.</summary>
    public long Failed { get; set; }

    /// <summary>Timestamp at which the last record was done; 0 if there is none yet.</summary>
    public long LastAt { get; private set; }

    public LatencyRecorder Latencies { get; } = new(timestampFrequency);

    /// <summary>Time from asking for records to receiving some.</summary>
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
