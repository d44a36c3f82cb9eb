using System.Diagnostics;

namespace Garam.Benchmarks.S3;

/// <summary>One way of one operation, and what it took.</summary>
/// <param name="prepare">Signs and names; what it returns is measured.</param>
internal sealed class S3Series(string operation, string name, Func<Func<Task>> prepare)
{
    private readonly List<double> _milliseconds = [];
    private readonly List<double> _cpuMilliseconds = [];

    public string Operation => operation;

    public string Name => name;

    /// <summary>The median of all requests.</summary>
    public double Milliseconds => Median(_milliseconds);

    /// <summary>The median of the rounds, each divided by its requests.</summary>
    public double CpuMilliseconds => Median(_cpuMilliseconds);

    public async Task RunAsync(int count, bool keep)
    {
        Func<Task>[] requests = [.. Enumerable.Range(0, count).Select(_ => prepare())];
        var before = Environment.CpuUsage.TotalTime;
        foreach (var request in requests)
        {
            var start = Stopwatch.GetTimestamp();
            await request();
            if (keep)
            {
                _milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        if (keep)
        {
            _cpuMilliseconds.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds / count);
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
