using System.Globalization;
using Garam.Cli.Output;

namespace Garam.Cli.Records.Positions;

/// <summary>
/// Reads times as users write them: RFC 3339 with or without a zone (UTC is the default), a date, an age ("10m", "2h ago"), "now", and
/// after an @ the time since 1970: up to ten digits are seconds, more are milliseconds, as in rpk. All times are milliseconds since 1970.
/// </summary>
internal static class TimeText
{
    public const string Forms = "2026-01-31T12:00:00Z, 2026-01-31, '10m ago' or @1769860800";

    /// <summary>Eleven digits would be seconds in the year 5138.</summary>
    private const int SecondsDigitsMax = 10;

    /// <summary>Fourteen digits would be milliseconds in the year 2286 and are more likely another unit.</summary>
    private const int DigitsMax = 13;

    private const string Ago = "ago";

    private static readonly string[] Layouts =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    public static bool TryParse(string text, DateTimeOffset now, out long timestampMs)
    {
        text = text.Trim();
        if (text.StartsWith('@'))
        {
            return TryParseNumber(text.AsSpan(1), out timestampMs) || TryParseDate(text[1..], out timestampMs);
        }

        return TryParseDate(text, out timestampMs) || TryParseAgo(text, now, out timestampMs);
    }

    /// <summary>Writes a time as RFC 3339 in UTC, to the millisecond.</summary>
    public static string Show(long timestampMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timestampMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static bool TryParseNumber(ReadOnlySpan<char> digits, out long timestampMs)
    {
        var isNumber = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out timestampMs)
            && digits.Length <= DigitsMax;
        timestampMs *= digits.Length <= SecondsDigitsMax ? 1000 : 1;
        return isNumber;
    }

    private static bool TryParseDate(string text, out long timestampMs)
    {
        // People type a space or lower-case letters where the standard has T and Z.
        var normal = text.ToUpperInvariant();
        if (normal.Length > 10 && normal[10] == ' ')
        {
            normal = $"{normal[..10]}T{normal[11..]}";
        }

        var isTime = DateTimeOffset.TryParseExact(
            normal, Layouts, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        timestampMs = time.ToUnixTimeMilliseconds();
        return isTime;
    }

    private static bool TryParseAgo(string text, DateTimeOffset now, out long timestampMs)
    {
        timestampMs = now.ToUnixTimeMilliseconds();
        if (text.Equals("now", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var amount = text.EndsWith(Ago, StringComparison.OrdinalIgnoreCase) ? text[..^Ago.Length].TrimEnd() : text;

        // A number alone is an offset, never a time.
        if (amount.Length == 0 || char.IsAsciiDigit(amount[^1]) || !Durations.TryParse(amount, out var age))
        {
            return false;
        }

        timestampMs -= (long)age.TotalMilliseconds;
        return true;
    }
}
