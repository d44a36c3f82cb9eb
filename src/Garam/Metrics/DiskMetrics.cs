using System.Diagnostics.Metrics;
using Garam.Storage.Directory;
using Garam.Storage.Errors;

namespace Garam.Metrics;

/// <summary>The file system of the data directory. The factory owns the meter.</summary>
internal sealed class DiskMetrics
{
    public DiskMetrics(IMeterFactory meters, string directory)
    {
        var meter = meters.Create("Garam.Disk");
        meter.CreateObservableGauge(
            "garam.disk.free",
            () => Measure(directory, static space => space.FreeBytes),
            "By",
            "Free space of the data's file system for this user.");
        meter.CreateObservableGauge(
            "garam.disk.capacity", () => Measure(directory, static space => space.CapacityBytes), "By", "Size of the data's file system.");
    }

    private static Measurement<long>[] Measure(string directory, Func<DiskSpace, long> value)
    {
        try
        {
            return [new(value(DiskSpace.Of(directory)))];
        }
        catch (GaramException)
        {
            return [];
        }
    }
}
