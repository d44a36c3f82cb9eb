using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>The last row: without it a snapshot is incomplete.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class EndRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.End;

    /// <summary>The rows before it.</summary>
    [Field]
    public long RowCount { get; set; }
}
