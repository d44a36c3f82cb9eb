using System.Diagnostics.Metrics;

namespace Garam.Testing;

/// <summary>Meters of one test. Each has this factory as its scope, so that a listener can tell them from those of other tests.</summary>
public sealed class TestMeters : IMeterFactory
{
    private readonly Lock _lock = new();
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var meter = new Meter(options.Name, options.Version, options.Tags, scope: this);
        lock (_lock)
        {
            _meters.Add(meter);
        }

        return meter;
    }

    /// <summary>Takes the instruments off the list that the process keeps.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _meters.ForEach(static meter => meter.Dispose());
            _meters.Clear();
        }
    }
}
