using System.Diagnostics.Metrics;

namespace Garam.UnitTests.Support;

/// <summary>For components whose metrics a test does not look at.</summary>
internal sealed class NoMeters : IMeterFactory
{
    public static readonly NoMeters Instance = new();

    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
