using System.Globalization;
using Garam.Cli.Terminal;

namespace Garam.Cli.Output;

/// <summary>Writes sizes, counts and times for people.</summary>
public static class Amounts
{
    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (Math.Abs(value) >= 1024 && unit < ByteUnits.Length - 1)
        {
            (value, unit) = (value / 1024, unit + 1);
        }

        return $"{value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {ByteUnits[unit]}";
    }

    /// <summary>Writes a number without separators, so that it can be copied; a dash stands for null.</summary>
    public static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";

    /// <summary>Writes "1 record" or "2,000 records".</summary>
    public static string Plural(long count, string word) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {word}{(count == 1 ? "" : "s")}");

    public static string Show(long amount, string unit) =>
        unit == "B" ? Bytes(amount) : string.Create(CultureInfo.InvariantCulture, $"{amount:N0} {unit}");

    public static string Show(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00} h"),
    };
}

/// <summary>
/// Reads sizes as people write them: a number and B, K, M, G or T, perhaps followed by iB or B. Units are powers of 1,024, as in Kafka's
/// tools.
/// </summary>
public static class ByteSizes
{
    private const string Units = "KMGT";

    /// <exception cref="CommandException">The text is not a size, or not above zero.</exception>
    public static long Parse(string text, string flag) =>
        TryParse(text, out var bytes)
            ? bytes
            : throw new CommandException(ExitCode.Usage, $"{flag}: '{text}' is not a size; write it like 1024, 64KiB, 100MB or 4GiB.");

    public static bool TryParse(string text, out long bytes)
    {
        var digits = text.TrimEnd().TrimEnd('B', 'b').TrimEnd('i');
        var unit = digits.Length > 0 ? Units.IndexOf(char.ToUpperInvariant(digits[^1]), StringComparison.Ordinal) : -1;
        var number = (unit < 0 ? digits : digits[..^1]).TrimEnd();
        bytes = 0;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        value *= Math.Pow(1024, unit + 1);
        bytes = value < long.MaxValue / 2 ? (long)value : 0;
        return bytes > 0;
    }
}
