using System.Diagnostics.Metrics;

namespace Garam.Metrics;

/// <summary>
/// All series of one instrument. Measurements come from any thread, so a lock guards the series: it is held for a lookup and
/// an addition, never across anything that waits.
/// </summary>
internal sealed class MetricFamily
{
    /// <summary>A runaway tag must not take the process's memory. Series above the limit are counted, not kept.</summary>
    private const int SeriesMax = 5_000;

    /// <summary>An observer has a limit of its own (the setting metrics-partitions); this is its largest value.</summary>
    private const int ObservedSeriesMax = 100_000;

    /// <summary>Powers of about two and a half from 0.1 ms to 10 s: a request's latency on a directory and on a remote store.</summary>
    private static readonly double[] SecondsBoundaries =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>From one page to more than the largest segment.</summary>
    private static readonly double[] BytesBoundaries =
        [4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 2 << 20, 4 << 20, 8 << 20, 16 << 20];

    private static readonly double[] CountBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<MetricSeries>> _byHash = [];
    private int _count;

    public MetricFamily(Instrument instrument, MetricKind kind, bool isCumulative)
    {
        Kind = kind;
        IsCumulative = isCumulative;
        Help = instrument.Description ?? "";
        Name = PrometheusName.For(instrument.Name, instrument.Unit, kind);
        Boundaries = kind == MetricKind.Histogram ? BoundariesFor(instrument) : [];
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    /// <summary>True for observable instruments: each measurement replaces the value instead of adding to it.</summary>
    public bool IsCumulative { get; }

    public IReadOnlyList<double> Boundaries { get; }

    public long Dropped { get; private set; }

    /// <summary>Returns the upper boundaries of a histogram's buckets: the instrument's own, or those of its unit.</summary>
    public static double[] BoundariesFor(Instrument instrument) =>
        (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries is { } advised
            ? [.. advised]
            : instrument.Unit switch
            {
                "s" => SecondsBoundaries,
                "By" => BytesBoundaries,
                _ => CountBoundaries,
            };

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (FindOrAdd(tags) is not { } series)
            {
                Dropped++;
            }
            else if (Kind == MetricKind.Histogram)
            {
                series.Observe(value, Boundaries);
            }
            else if (IsCumulative)
            {
                series.Set(value);
            }
            else
            {
                series.Add(value);
            }
        }
    }

    /// <summary>Observable instruments report every series each time: what they no longer report (a deleted topic) must go.</summary>
    public void ForgetObserved()
    {
        if (IsCumulative)
        {
            lock (_lock)
            {
                _byHash.Clear();
                _count = 0;
            }
        }
    }

    /// <summary>Runs <paramref name="visit"/> for each series under the lock.</summary>
    public void Visit(Action<MetricSeries> visit)
    {
        lock (_lock)
        {
            foreach (var series in _byHash.Values.SelectMany(list => list))
            {
                visit(series);
            }
        }
    }

    private MetricSeries? FindOrAdd(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = new HashCode();
        foreach (var tag in tags)
        {
            hash.Add(tag.Value);
        }

        var code = hash.ToHashCode();
        if (!_byHash.TryGetValue(code, out var list))
        {
            _byHash[code] = list = [];
        }

        foreach (var series in list)
        {
            if (series.HasTags(tags))
            {
                return series;
            }
        }

        if (_count == (IsCumulative ? ObservedSeriesMax : SeriesMax))
        {
            return null;
        }

        _count++;
        var added = new MetricSeries(tags.ToArray(), Boundaries.Count == 0 ? 0 : Boundaries.Count + 1);
        list.Add(added);
        return added;
    }
}
