using Garam.Metadata.Partitions;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>Some extents of the partition before it, in order.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class ExtentsRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Extents;

    /// <summary>About 8 KiB: rows stay far below the size of a chunk.</summary>
    public const int ExtentsMax = 256;

    [Field]
    public ExtentEntry[] Extents { get; set; } = [];

    public static ExtentsRecord Of(ExtentList extents, int from)
    {
        var entries = new ExtentEntry[Math.Min(ExtentsMax, extents.Count - from)];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = ExtentEntry.Of(extents[from + i]);
        }

        return new ExtentsRecord { Extents = entries };
    }
}
