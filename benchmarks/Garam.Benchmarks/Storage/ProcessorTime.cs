using System.Diagnostics;

namespace Garam.Benchmarks.Storage;

/// <summary>Processor time of the whole process, user and system, per GiB moved. Used by one thread.</summary>
internal sealed class ProcessorTime
{
    private TimeSpan _start;
    private long _bytes;

    internal void Start() => _start = Now();

    internal void Add(long bytes) => _bytes += bytes;

    internal void Report(string what)
    {
        var used = Now() - _start;
        Console.WriteLine($"// {what}: {used.TotalSeconds / (_bytes / (double)(1L << 30)):F3} CPU-s per GiB");
    }

    private static TimeSpan Now()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
