using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

[WireStruct(Flexible = "0+")]
internal sealed partial class OffsetEntry
{
    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    [Field]
    public long Offset { get; set; }

    [Field]
    public int LeaderEpoch { get; set; }

    [Field]
    public string Metadata { get; set; } = "";

    [Field]
    public long CommitTimestampMs { get; set; }

    [Field]
    public long ExpireTimestampMs { get; set; }

    public static OffsetEntry Of(TopicPartition partition, CommittedOffset committed) => new()
    {
        TopicId = partition.TopicId,
        Partition = partition.Partition,
        Offset = committed.Offset,
        LeaderEpoch = committed.LeaderEpoch,
        Metadata = committed.Metadata,
        CommitTimestampMs = committed.CommitTimestampMs,
        ExpireTimestampMs = committed.ExpireTimestampMs,
    };

    public CommittedOffset ToCommitted() => new(Offset, LeaderEpoch, Metadata, CommitTimestampMs, ExpireTimestampMs);
}
