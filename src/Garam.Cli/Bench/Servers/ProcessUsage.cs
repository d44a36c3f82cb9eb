using System.Globalization;

namespace Garam.Cli.Bench.Servers;

/// <summary>What a process has used since it started.</summary>
/// <param name="User">CPU time in the program.</param>
/// <param name="System">CPU time in the kernel on its behalf.</param>
/// <param name="PeakMemoryBytes">The most that was ever resident.</param>
/// <param name="StartedAt">In ticks since the system started: tells the process from a later one with the same number.</param>
internal sealed record ProcessUsage(TimeSpan User, TimeSpan System, long PeakMemoryBytes, long StartedAt)
{
    /// <summary>USER_HZ: the kernel shows times to programs in hundredths of a second on every architecture that .NET runs on.</summary>
    private const int TicksPerSecond = 100;

    /// <summary>Reads what /proc/PID/stat and /proc/PID/status say; null where they say something else. A process that has ended has no memory.</summary>
    public static ProcessUsage? Parse(string stat, string status)
    {
        // The second field is the program's name in parentheses, and may itself contain spaces and parentheses.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 20 || Number(fields[11]) is not { } user || Number(fields[12]) is not { } system || Number(fields[19]) is not { } started)
        {
            return null;
        }

        var peak = status.Split('\n').FirstOrDefault(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kibibytes = peak is null ? null : Number(peak["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim());
        return kibibytes is null ? null : new ProcessUsage(Time(user), Time(system), kibibytes.Value << 10, started);
    }

    private static TimeSpan Time(long ticks) => TimeSpan.FromSeconds((double)ticks / TicksPerSecond);

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
