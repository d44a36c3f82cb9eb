using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Garam.Metrics;

/// <summary>
/// Collects what Garam's meters and the runtime's measure and writes it as Prometheus text. Owned by the host; disposing it
/// stops the listening.
/// </summary>
internal sealed class PrometheusExporter : IDisposable
{
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>The runtime calls these counters, and they go down.</summary>
    private static readonly string[] FalseCounters = ["dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length"];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    private readonly Lock _scrape = new();

    public PrometheusExporter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Garam", StringComparison.Ordinal) || instrument.Meter.Name == RuntimeMeter)
            {
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, Describe));
            }
        };
        _listener.MeasurementsCompleted = (instrument, state) => _families.TryRemove(instrument, out _);

        // There is no family when the meter is disposed while it is asked: the runtime takes the state away first.
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => (family as MetricFamily)?.Record(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => (family as MetricFamily)?.Record(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => (family as MetricFamily)?.Record(value, tags));
        _listener.Start();
    }

    /// <summary>One scrape at a time: observable instruments are asked here.</summary>
    public string Scrape()
    {
        lock (_scrape)
        {
            foreach (var family in _families.Values)
            {
                family.ForgetObserved();
            }

            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            long dropped = 0;
            foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            {
                PrometheusText.Write(text, family);
                dropped += family.Dropped;
            }

            return text
                .Append("# HELP garam_metrics_dropped_total Measurements of series above the limit of their instrument.\n# TYPE "
                    + "garam_metrics_dropped_total counter\ngaram_metrics_dropped_total ")
                .Append(dropped)
                .Append('\n')
                .ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private static MetricFamily Describe(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        var kind = type.Contains("Histogram", StringComparison.Ordinal) ? MetricKind.Histogram
            : type.Contains("UpDown", StringComparison.Ordinal)
                || type.Contains("Gauge", StringComparison.Ordinal)
                || FalseCounters.Contains(instrument.Name) ? MetricKind.Gauge
            : MetricKind.Counter;
        return new MetricFamily(instrument, kind, instrument.IsObservable || type.StartsWith("Gauge", StringComparison.Ordinal));
    }
}
