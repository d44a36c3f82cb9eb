using System.Numerics;

namespace Garam.Cli.Bench.Latency;

/// <summary>
/// Counts latencies in microseconds to three significant digits, in memory that does not depend on how many there are: cells as wide
/// as the value is long, in the manner of HdrHistogram. Not thread-safe; whoever owns it has a lock or a thread for it.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>1,024 cells for every doubling: two values in one cell differ by less than one part in a thousand.</summary>
    private const int CellBits = 10;

    /// <summary>19 hours: longer than any record waits. What is longer still is counted there.</summary>
    private const int ValueBitsMax = 36;

    public const long MicrosecondsMax = (1L << ValueBitsMax) - 1;

    private const int CellCount = (ValueBitsMax - CellBits + 1) << CellBits;

    /// <summary>Percentiles are looked up in parts of a million, so that 99.9 % of a thousand is the 999th and not, by rounding, the last.</summary>
    private const long Million = 1_000_000;

    private readonly long[] _counts = new long[CellCount];
    private double _sum;

    public long Count { get; private set; }

    /// <summary>Exact, in microseconds; 0 while there is nothing.</summary>
    public long Max { get; private set; }

    /// <summary>Exact, in microseconds; 0 while there is nothing.</summary>
    public long Min { get; private set; }

    /// <summary>In microseconds; 0 while there is nothing.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    public void Record(long microseconds)
    {
        var value = Math.Clamp(microseconds, 0, MicrosecondsMax);
        _counts[CellOf(value)]++;
        _sum += value;
        Min = Count == 0 ? value : Math.Min(Min, value);
        Max = Math.Max(Max, value);
        Count++;
    }

    /// <summary>Adds what <paramref name="other"/> has counted.</summary>
    public void Merge(LatencyHistogram other)
    {
        if (other.Count == 0)
        {
            return;
        }

        for (var cell = 0; cell < CellCount; cell++)
        {
            _counts[cell] += other._counts[cell];
        }

        Min = Count == 0 ? other.Min : Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
        _sum += other._sum;
        Count += other.Count;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        (Count, Min, Max, _sum) = (0, 0, 0, 0);
    }

    /// <summary>
    /// The value in microseconds that <paramref name="percent"/> of all values do not exceed: never below the true one, and above it by
    /// less than a thousandth. 0 while there is nothing.
    /// </summary>
    public long Percentile(double percent)
    {
        var parts = (Int128)Math.Round(percent / 100 * Million);
        var rank = (long)Math.Max(1, (long)(((parts * Count) + Million - 1) / Million));
        var seen = 0L;
        for (var cell = 0; cell < CellCount; cell++)
        {
            seen += _counts[cell];
            if (seen >= rank)
            {
                return Math.Min(HighestOf(cell), Max);
            }
        }

        return Max;
    }

    private static int CellOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - CellBits);
        return (shift << CellBits) + (int)(value >> shift);
    }

    /// <summary>The greatest value that this cell counts.</summary>
    private static long HighestOf(int cell)
    {
        var shift = Math.Max(0, (cell >> CellBits) - 1);
        var first = (long)(cell - (shift << CellBits));
        return ((first + 1) << shift) - 1;
    }
}
