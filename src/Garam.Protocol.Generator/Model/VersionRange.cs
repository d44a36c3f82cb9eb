using System.Globalization;

namespace Garam.Protocol.Generator.Model;

/// <summary>Versions from First to Last, both included; empty when First is above Last.</summary>
internal readonly record struct VersionRange(int First, int Last)
{
    public static readonly VersionRange None = new(0, -1);

    public bool IsEmpty => First > Last;

    /// <summary>Reads a range as Kafka's schemas write it: "none", "3", "3+", "0-12".</summary>
    public static bool TryParse(string? text, out VersionRange range)
    {
        range = None;
        if (text is null or "none")
        {
            return text is not null;
        }

        var dash = text.IndexOf('-');
        var first = dash >= 0 ? text.Substring(0, dash) : text.TrimEnd('+');
        var last = dash >= 0 ? text.Substring(dash + 1) : text.EndsWith("+", StringComparison.Ordinal) ? "32767" : first;
        if (!TryParseNumber(first, out var low) || !TryParseNumber(last, out var high) || low > high)
        {
            return false;
        }

        range = new VersionRange(low, high);
        return true;
    }

    public VersionRange Intersect(VersionRange other)
    {
        var both = new VersionRange(Math.Max(First, other.First), Math.Min(Last, other.Last));
        return both.IsEmpty ? None : both;
    }

    public bool Contains(VersionRange other) => other.Intersect(this) == other;

    private static bool TryParseNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= short.MaxValue;
}
