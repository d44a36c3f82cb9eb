using System.Diagnostics.Metrics;

namespace Garam.InMemoryTests.Transport;

/// <summary>Sums what the instruments of one factory report, by name and, where there is one, reason.</summary>
internal sealed class MetricSums : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _sums = [];

    public MetricSums(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(Add);
        _listener.Start();
    }

    public long this[string name] => _sums.GetValueOrDefault(name);

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, long measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var name = instrument.Name;
        foreach (var tag in tags)
        {
            name = tag.Key == "reason" ? $"{name} {tag.Value}" : name;
        }

        _sums[name] = this[name] + measurement;
    }
}
