using System.Globalization;

namespace Garam.Metadata.Configs;

/// <summary>Reads and writes floating-point numbers as Java does: tools compare the values that Kafka shows as text.</summary>
internal static class JavaDouble
{
    /// <summary>Java writes numbers from here up with an exponent.</summary>
    private const double PlainEnd = 1e7;

    private const double PlainMin = 1e-3;

    /// <summary>
    /// Accepts the letters by which Java marks the type of a literal. Its hexadecimal form is refused: settings are not written that way.
    /// </summary>
    public static bool TryParse(string text, out double number)
    {
        var hasSuffix = text.Length > 1
            && "fFdD".Contains(text[^1], StringComparison.Ordinal)
            && (char.IsAsciiDigit(text[^2]) || text[^2] == '.');
        return double.TryParse(hasSuffix ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    public static string ToText(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        if (!double.IsFinite(number))
        {
            return text;
        }

        var size = Math.Abs(number);
        if (size == 0 || (size >= PlainMin && size < PlainEnd))
        {
            return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
        }

        var sign = number < 0 ? "-" : "";
        var (digits, exponent) = Scientific(text.TrimStart('-'));
        return $"{sign}{digits[0]}.{(digits.Length == 1 ? "0" : digits[1..])}E{exponent.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>Returns the significant digits and the exponent of the first.</summary>
    private static (string Digits, int Exponent) Scientific(string text)
    {
        var parts = text.Split('E');
        var exponent = parts.Length == 1 ? 0 : int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? parts[0].Length : point;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var leadingZeros = all.Length - all.TrimStart('0').Length;
        return (all.Trim('0'), exponent + whole - leadingZeros - 1);
    }
}
