using System.Diagnostics.Metrics;

namespace Garam.UnitTests.Broker.Support;

internal sealed class TestMeters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
