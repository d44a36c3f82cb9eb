using System.Globalization;
using Garam.Cli.Terminal;

namespace Garam.Cli.Output;

/// <summary>Sizes as people write them: a number and B, K, M, G or T, with or without iB or B behind it. All are powers of 1,024, as in Kafka's tools.</summary>
internal static class ByteSizes
{
    private const string Units = "KMGT";

    /// <exception cref="CommandException">It is no such size, or not above zero.</exception>
    public static long Parse(string text, string flag) =>
        TryParse(text, out var bytes) ? bytes : throw new CommandException(ExitCode.Usage, $"{flag}: '{text}' is not a size; write 1024, 64KiB, 100MB or 4GiB.");

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
