using HdrHistogram;

namespace Garam.Bench.Measuring;

/// <summary>
/// Counts latencies in microseconds to three significant digits, in memory that does not depend on how many there are. HdrHistogram holds
/// the counts; its own minimum, maximum and mean are those of its buckets, and its percentiles round the rank to the nearest, so that the
/// 90th of six values would be the fifth. Here all four are exact. Not thread-safe: the owner holds a lock or is one thread.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>19 hours, longer than any record waits. Longer latencies are counted as this one.</summary>
    public const long MicrosecondsMax = (1L << 36) - 1;

    private const int SignificantDigits = 3;

    /// <summary>Ranks are found in parts of a million, so that 99.9 % of a thousand is the 999th and not, by rounding, the last.</summary>
    private const long Million = 1_000_000;

    private readonly LongHistogram _counts = new(MicrosecondsMax, SignificantDigits);
    private double _sum;

    public long Count => _counts.TotalCount;

    /// <summary>The largest latency in microseconds; 0 while nothing is counted.</summary>
    public long Max { get; private set; }

    /// <summary>The smallest latency in microseconds; 0 while nothing is counted.</summary>
    public long Min { get; private set; }

    /// <summary>The mean in microseconds; 0 while nothing is counted.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    public void Record(long microseconds)
    {
        var value = Math.Clamp(microseconds, 0, MicrosecondsMax);
        Min = Count == 0 ? value : Math.Min(Min, value);
        Max = Math.Max(Max, value);
        _sum += value;
        _counts.RecordValue(value);
    }

    /// <summary>Adds what <paramref name="other"/> has counted.</summary>
    public void Merge(LatencyHistogram other)
    {
        if (other.Count == 0)
        {
            return;
        }

        Min = Count == 0 ? other.Min : Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
        _sum += other._sum;
        _counts.Add(other._counts);
    }

    public void Clear()
    {
        _counts.Reset();
        (Min, Max, _sum) = (0, 0, 0);
    }

    /// <summary>
    /// Finds the latency in microseconds that <paramref name="percent"/> of all latencies do not exceed: never below the true one, and
    /// above it by less than a thousandth. 0 while nothing is counted.
    /// </summary>
    public long Percentile(double percent)
    {
        var parts = (Int128)Math.Round(percent / 100 * Million);
        var rank = Math.Max(1, (long)(((parts * Count) + Million - 1) / Million));
        foreach (var bucket in _counts.RecordedValues())
        {
            if (bucket.TotalCountToThisValue >= rank)
            {
                return Math.Min(_counts.HighestEquivalentValue(bucket.ValueIteratedTo), Max);
            }
        }

        return Max;
    }
}
