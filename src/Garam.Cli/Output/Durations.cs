using System.Globalization;
using Garam.Cli.Terminal;

namespace Garam.Cli.Output;

/// <summary>Reads and writes times as people do: a number and ms, s, m, h or d.</summary>
public static class Durations
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    /// <exception cref="CommandException">The text is not a time.</exception>
    public static TimeSpan Parse(string text, string flag) =>
        TryParse(text, out var value)
            ? value
            : throw new CommandException(ExitCode.Usage, $"{flag}: '{text}' is not a time; write it like 500ms, 15s, 2m, 1h or 7d.");

    /// <summary>Reads a time from a command line: in seconds if it has no unit, and above zero.</summary>
    public static bool TryParse(string text, out TimeSpan value) =>
        (TryParse(text, StringComparison.OrdinalIgnoreCase, out value) || TryScale(text, TimeSpan.FromSeconds(1), out value))
            && value > TimeSpan.Zero;

    /// <summary>
    /// Reads a time from a server's settings: with a unit, in lower case, and zero is allowed. A text that people read for years is
    /// explicit.
    /// </summary>
    public static bool TryParseExactly(string text, out TimeSpan value) => TryParse(text, StringComparison.Ordinal, out value);

    /// <summary>Writes a time in the largest unit in which it is a whole number.</summary>
    public static string Show(TimeSpan value)
    {
        var (suffix, unit) = Units.Last(unit => value.Ticks % unit.Unit.Ticks == 0 || unit.Unit == Units[0].Unit);
        return (value / unit).ToString(CultureInfo.InvariantCulture) + suffix;
    }

    private static bool TryParse(string text, StringComparison comparison, out TimeSpan value)
    {
        value = default;
        var (suffix, unit) = Units.FirstOrDefault(unit => text.EndsWith(unit.Suffix, comparison));
        return suffix is not null && TryScale(text.AsSpan(0, text.Length - suffix.Length), unit, out value);
    }

    private static bool TryScale(ReadOnlySpan<char> number, TimeSpan unit, out TimeSpan value)
    {
        value = default;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            || count * unit.TotalDays > TimeSpan.MaxValue.TotalDays / 2)
        {
            return false;
        }

        value = count * unit;
        return true;
    }
}
