using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>Some producers of the partition before it, by id.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class ProducersRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Producers;

    /// <summary>About 20 KiB: rows stay far below the size of a chunk.</summary>
    public const int ProducersMax = 128;

    [Field]
    public ProducerEntry[] Producers { get; set; } = [];
}
