namespace Garam.Bench.Measuring;

/// <summary>
/// Latencies measured in two ways: from the call to the answer, and from the moment at which the schedule wanted the call to the answer.
/// The second charges a stall to every record that should have been sent while it lasted, not only to the few in flight (coordinated
/// omission). Not thread-safe.
/// </summary>
internal sealed class LatencyRecorder(long timestampFrequency)
{
    private readonly double _microsecondsPerTick = 1e6 / timestampFrequency;

    // The same as Measured since the last call of TakeRecent.
    private readonly LatencyHistogram _recent = new();

    /// <summary>From the call to the answer, as Kafka's own perf clients count.</summary>
    public LatencyHistogram Measured { get; } = new();

    /// <summary>From the scheduled moment to the answer.</summary>
    public LatencyHistogram Corrected { get; } = new();

    /// <summary>How much later than scheduled each call was made.</summary>
    public LatencyHistogram Lateness { get; } = new();

    /// <summary>Records one answer. All three moments are timestamps of one TimeProvider.</summary>
    public void Record(long intendedAt, long calledAt, long answeredAt)
    {
        var measured = Microseconds(answeredAt - calledAt);
        Measured.Record(measured);
        _recent.Record(measured);
        Corrected.Record(Microseconds(answeredAt - intendedAt));
        Lateness.Record(Microseconds(calledAt - intendedAt));
    }

    public void Merge(LatencyRecorder other)
    {
        Measured.Merge(other.Measured);
        Corrected.Merge(other.Corrected);
        Lateness.Merge(other.Lateness);
        _recent.Merge(other._recent);
    }

    /// <summary>Adds the latencies measured since the last call to <paramref name="recent"/>.</summary>
    public void TakeRecent(LatencyHistogram recent)
    {
        recent.Merge(_recent);
        _recent.Clear();
    }

    private long Microseconds(long ticks) => (long)(ticks * _microsecondsPerTick);
}
