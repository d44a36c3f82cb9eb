namespace Garam.Metrics;

/// <summary>One instrument with one set of tags. Guarded by the lock of its <see cref="MetricFamily"/>.</summary>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] tags, int bucketCount)
{
    public KeyValuePair<string, object?>[] Tags { get; } = tags;

    /// <summary>A counter's total, a gauge's last value, a histogram's sum.</summary>
    public double Value { get; private set; }

    public long Count { get; private set; }

    /// <summary>Not cumulative; the last one is everything above the last boundary. Empty unless a histogram.</summary>
    public long[] Buckets { get; } = new long[bucketCount];

    public void Add(double value) => Value += value;

    public void Set(double value) => Value = value;

    public void Observe(double value, IReadOnlyList<double> boundaries)
    {
        var bucket = 0;
        while (bucket < boundaries.Count && value > boundaries[bucket])
        {
            bucket++;
        }

        Buckets[bucket]++;
        Count++;
        Value += value;
    }

    public bool HasTags(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != Tags.Length)
        {
            return false;
        }

        for (var i = 0; i < tags.Length; i++)
        {
            if (tags[i].Key != Tags[i].Key || !Equals(tags[i].Value, Tags[i].Value))
            {
                return false;
            }
        }

        return true;
    }
}
