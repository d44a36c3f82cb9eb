using System.Globalization;

namespace Garam.Metadata;

/// <summary>
/// A range of keys in which segments sort like their ids: one folder of spread segments, or all segments that lie in no folder.
/// </summary>
/// <param name="Prefix">To be listed. The range of segments in no folder shares it with the folder "0", which sorts before it.</param>
/// <param name="Folder">Precedes the name in each key of the range.</param>
/// <param name="End">Sorts after each key of the range and before those of the next one.</param>
public readonly record struct SegmentKeyRange(string Prefix, string Folder, string End)
{
    /// <summary>A birth has at most nineteen digits, so names without a folder begin with a zero and sort past the folder "0".</summary>
    private static readonly SegmentKeyRange Unspread =
        new($"{SegmentId.KeyPrefix}0", SegmentId.KeyPrefix, $"{SegmentId.KeyPrefix}1");

    // '0' follows '/': it sorts past everything in the folder.
    private static readonly SegmentKeyRange[] Spread =
    [
        .. Enumerable.Range(0, SegmentId.FolderCount).Select(static folder => $"{SegmentId.KeyPrefix}{folder:x}").Select(
            static path => new SegmentKeyRange($"{path}/", $"{path}/", $"{path}0")),
    ];

    /// <summary>In the order of their keys.</summary>
    public static IReadOnlyList<SegmentKeyRange> All { get; } = [Spread[0], Unspread, .. Spread[1..]];

    public static SegmentKeyRange Of(SegmentId id) => id.IsSpread ? Spread[id.Folder] : Unspread;

    /// <summary>Orders ids as a listing of all segments does.</summary>
    public static int CompareKeys(SegmentId left, SegmentId right)
    {
        var order = PlaceOf(left).CompareTo(PlaceOf(right));
        return order != 0 ? order : left.CompareTo(right);
    }

    /// <summary>
    /// Sorts after each segment of the range that has this birth or an earlier one, and before those with a later one: '.' follows '-',
    /// which follows the birth in a name.
    /// </summary>
    public string After(long birth) => string.Create(CultureInfo.InvariantCulture, $"{Folder}{birth:D20}.");

    private static int PlaceOf(SegmentId id) => !id.IsSpread ? 1 : id.Folder == 0 ? 0 : id.Folder + 1;
}
