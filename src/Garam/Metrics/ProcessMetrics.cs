using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;

namespace Garam.Metrics;

/// <summary>
/// The metrics that every Prometheus client tells of its process, under the names that dashboards know, the build, and whether it is ready.
/// The factory owns the meter.
/// </summary>
internal sealed class ProcessMetrics
{
    private static readonly DateTime Epoch = DateTime.UnixEpoch;

    public ProcessMetrics(IMeterFactory meters, Func<bool> isReady)
    {
        var meter = meters.Create("Garam.Process");
        meter.CreateObservableGauge(
            "garam.build_info", Build, null, "Always 1. The labels give the program's version, commit and runtime.");
        meter.CreateObservableGauge("garam.ready", () => isReady() ? 1 : 0, null, "1 while /readyz says ready.");
        meter.CreateObservableCounter(
            "process.cpu",
            () => OfProcess(static process => process.TotalProcessorTime.TotalSeconds),
            "s",
            "Processor time of the process.");
        meter.CreateObservableGauge(
            "process.resident_memory", () => OfProcess(static process => process.WorkingSet64), "By", "Resident memory of the process.");
        meter.CreateObservableGauge(
            "process.virtual_memory",
            () => OfProcess(static process => process.VirtualMemorySize64),
            "By",
            "Address space of the process.");
        meter.CreateObservableGauge(
            "process.start_time",
            () => OfProcess(static process => (process.StartTime.ToUniversalTime() - Epoch).TotalSeconds),
            "s",
            "Start time of the process, in seconds since 1970.");
        meter.CreateObservableGauge(
            "process.threads", () => OfProcess(static process => process.Threads.Count), "{thread}", "Threads of the process.");
        meter.CreateObservableGauge("process.open_fds", OpenFiles, "{file}", "Open files and sockets.");
        meter.CreateObservableGauge("process.max_fds", OpenFilesMax, "{file}", "Limit on open files and sockets.");
    }

    private static Measurement<int> Build() => new(
        1,
        new("version", ProgramVersion.Number),
        new("commit", ProgramVersion.Commit),
        new("runtime", RuntimeInformation.FrameworkDescription));

    private static T OfProcess<T>(Func<Process, T> value)
    {
        using var process = Process.GetCurrentProcess();
        return value(process);
    }

    private static Measurement<int>[] OpenFiles()
    {
        try
        {
            return [new(Directory.EnumerateFileSystemEntries("/proc/self/fd").Count())];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Out of files itself, perhaps; the next scrape may succeed.
            return [];
        }
    }

    private static Measurement<double>[] OpenFilesMax()
    {
        try
        {
            var line = File.ReadLines("/proc/self/limits").First(
                static line => line.StartsWith("Max open files", StringComparison.Ordinal));
            var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
            return [new(
                soft == "unlimited" ? double.PositiveInfinity : double.Parse(soft, System.Globalization.CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
