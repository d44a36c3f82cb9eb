using System.Globalization;
using Garam.Cli.Terminal;

namespace Garam.Cli.Connecting;

/// <summary>Times as people write them: a number and ms, s, m, h or d; seconds where there is no unit.</summary>
public static class Durations
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
        ("", TimeSpan.FromSeconds(1)),
    ];

    /// <exception cref="CommandException">It is no such time.</exception>
    public static TimeSpan Parse(string text, string flag) =>
        TryParse(text, out var value) ? value : throw new CommandException(ExitCode.Usage, $"{flag}: '{text}' is not a time; write 500ms, 15s, 2m, 1h or 7d.");

    public static bool TryParse(string text, out TimeSpan value)
    {
        var (suffix, unit) = Units.First(unit => text.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase));
        value = default;
        if (!double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number * unit.TotalDays > TimeSpan.MaxValue.TotalDays / 2)
        {
            return false;
        }

        value = number * unit;
        return value > TimeSpan.Zero;
    }
}
