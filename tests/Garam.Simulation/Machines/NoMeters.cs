using System.Diagnostics.Metrics;

namespace Garam.Simulation.Machines;

/// <summary>Instruments that nobody listens to; disposal takes them off the process-wide list.</summary>
internal sealed class NoMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        foreach (var meter in _meters)
        {
            meter.Dispose();
        }
    }
}
