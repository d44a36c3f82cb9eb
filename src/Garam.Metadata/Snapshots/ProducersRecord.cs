using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>Some producers of the partition before it, by id.</summary>
[Message("0-1", Flexible = "0+")]
internal sealed partial class ProducersRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Producers;

    public override short Version => Array.Exists(Producers, static producer => producer.FirstSequence >= 0) ? (short)1 : (short)0;

    /// <summary>About 20 KiB: rows stay far below the size of a chunk.</summary>
    public const int ProducersMax = 128;

    [Field]
    public ProducerEntry[] Producers { get; set; } = [];
}
