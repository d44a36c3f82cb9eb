using System.Globalization;

namespace Garam.Metadata;

/// <summary>The name of a segment. Never reused: no incarnation is, and each one numbers its own segments.</summary>
/// <param name="Birth">The journal sequence number that the process had applied when it opened the segment.</param>
/// <param name="Incarnation">The process that wrote it.</param>
/// <param name="Number">
/// Rises with the segments of the incarnation. It also tells which form the key has: see <see cref="SpreadNumberMin"/>.
/// </param>
public readonly record struct SegmentId(long Birth, int Incarnation, long Number) : IComparable<SegmentId>
{
    public const string KeyPrefix = "segments/";

    /// <summary>
    /// Segments from this number on lie in folders below <see cref="KeyPrefix"/>, those with lower numbers directly under it. Names
    /// without a folder have ten digits for the number, so no id has two keys, and none needs the state to find its own.
    /// </summary>
    public const long SpreadNumberMin = 10_000_000_000;

    /// <summary>
    /// S3 gives one prefix 3,500 creates and 5,500 reads a second, and names that only rise stay in one. More folders would make claims
    /// and searches for orphans, which list each of them, dearer.
    /// </summary>
    public const int FolderCount = 16;

    private const string FolderNames = "0123456789abcdef";

    private const int LongDigits = 20;
    private const int IntDigits = 10;
    private const int DigitsBeforeNumber = LongDigits + IntDigits + 2;

    public bool IsSpread => Number >= SpreadNumberMin;

    /// <summary>Keys sort like ids within each of the <see cref="SegmentKeyRange"/>s.</summary>
    public string Key => IsSpread
        ? string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}{FolderNames[Folder]}/{Birth:D20}-{Incarnation:D10}-{Number:D11}")
        : string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}{Birth:D20}-{Incarnation:D10}-{Number:D10}");

    /// <summary>
    /// Any sixteen segments that a process names one after the other lie in sixteen folders, where a hash of the id would fill ten. The
    /// incarnation keeps processes that started together from writing into the same folder in step.
    /// </summary>
    internal int Folder => (int)((Number + Incarnation) & (FolderCount - 1));

    public static bool TryParseKey(ReadOnlySpan<char> key, out SegmentId id)
    {
        id = default;
        if (!key.StartsWith(KeyPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var name = key[KeyPrefix.Length..];
        var isInFolder = name.Length > 1 && name[1] == '/';
        if (!TryParseName(isInFolder ? name[2..] : name, isInFolder, out var parsed)
            || (isInFolder && name[0] != FolderNames[parsed.Folder]))
        {
            return false;
        }

        id = parsed;
        return true;
    }

    public int CompareTo(SegmentId other)
    {
        var order = Birth.CompareTo(other.Birth);
        order = order != 0 ? order : Incarnation.CompareTo(other.Incarnation);
        return order != 0 ? order : Number.CompareTo(other.Number);
    }

    public override string ToString() => Key[KeyPrefix.Length..];

    private static bool TryParseName(ReadOnlySpan<char> name, bool isSpread, out SegmentId id)
    {
        id = default;
        if (name.Length < DigitsBeforeNumber || name[LongDigits] != '-' || name[LongDigits + 1 + IntDigits] != '-')
        {
            return false;
        }

        var digits = name[DigitsBeforeNumber..];
        var isOfForm = isSpread ? digits.Length > IntDigits && digits[0] != '0' : digits.Length == IntDigits;
        if (!isOfForm
            || !TryDigits(name[..LongDigits], out var birth)
            || !TryDigits(name.Slice(LongDigits + 1, IntDigits), out var incarnation) || incarnation > int.MaxValue
            || !TryDigits(digits, out var number))
        {
            return false;
        }

        id = new SegmentId(birth, (int)incarnation, number);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> digits, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}

/// <summary>One run of a process, from the command that registers the process to the one that removes it. Never reused.</summary>
public readonly record struct Incarnation(int Value) : IComparable<Incarnation>
{
    public int CompareTo(Incarnation other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
