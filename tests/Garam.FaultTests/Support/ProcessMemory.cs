using System.Globalization;

namespace Garam.FaultTests.Support;

/// <summary>Resident memory of another process, as the kernel counts it.</summary>
public static class ProcessMemory
{
    /// <summary>The limit that the server promises, whatever clients do.</summary>
    public const long BytesMax = 512L << 20;

    public static long ResidentBytes(int process) => Read(process, "VmRSS:");

    /// <summary>The most it ever was.</summary>
    public static long PeakBytes(int process) => Read(process, "VmHWM:");

    private static long Read(int process, string field)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(
            line[field.Length..].Replace("kB", "", StringComparison.Ordinal),
            NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) << 10;
    }
}
