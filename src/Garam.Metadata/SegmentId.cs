using System.Globalization;

namespace Garam.Metadata;

/// <summary>The name of a segment. Never reused: no incarnation is, and each one numbers its own segments.</summary>
/// <param name="Birth">The journal sequence number that the process had applied when it opened the segment.</param>
/// <param name="Incarnation">The process that wrote it.</param>
/// <param name="Number">Counts the segments of the incarnation.</param>
public readonly record struct SegmentId(long Birth, int Incarnation, long Number) : IComparable<SegmentId>
{
    public const string KeyPrefix = "segments/";

    private const int LongDigits = 20;
    private const int IntDigits = 10;

    /// <summary>Keys sort like ids, so that all segments born below a watermark are one range of a listing.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}{Birth:D20}-{Incarnation:D10}-{Number:D10}");

    public static bool TryParseKey(ReadOnlySpan<char> key, out SegmentId id)
    {
        id = default;
        if (!key.StartsWith(KeyPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = key[KeyPrefix.Length..];
        if (rest.Length != LongDigits + IntDigits + IntDigits + 2 || rest[LongDigits] != '-' || rest[LongDigits + 1 + IntDigits] != '-')
        {
            return false;
        }

        if (!TryDigits(rest[..LongDigits], out var birth)
            || !TryDigits(rest.Slice(LongDigits + 1, IntDigits), out var incarnation) || incarnation > int.MaxValue
            || !TryDigits(rest[(LongDigits + IntDigits + 2)..], out var number))
        {
            return false;
        }

        id = new SegmentId(birth, (int)incarnation, number);
        return true;
    }

    public int CompareTo(SegmentId other)
    {
        var order = Birth.CompareTo(other.Birth);
        order = order != 0 ? order : Incarnation.CompareTo(other.Incarnation);
        return order != 0 ? order : Number.CompareTo(other.Number);
    }

    public override string ToString() => Key[KeyPrefix.Length..];

    private static bool TryDigits(ReadOnlySpan<char> digits, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}

/// <summary>One run of a process, from the command that registers the process to the one that removes it. Never reused.</summary>
public readonly record struct Incarnation(int Value) : IComparable<Incarnation>
{
    public int CompareTo(Incarnation other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
