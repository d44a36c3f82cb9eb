using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Logs;

/// <summary>An admin client deletes everything before an offset; -1 means everything up to the high watermark.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class DeleteRecords : Command
{
    public const long HighWatermarkOffset = -1;

    public override CommandType Type => CommandType.DeleteRecords;

    [Field]
    public PartitionOffset[] Partitions { get; set; } = [];
}

/// <summary>One outcome per partition, in the order of the command.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class DeleteRecordsResult : CommandResult
{
    [Field]
    public DeleteRecordsOutcome[] Partitions { get; set; } = [];

    public override ErrorCode Error => ErrorCode.None;
}

[WireStruct(Flexible = "0+")]
public sealed partial class DeleteRecordsOutcome
{
    [Field]
    public short ErrorValue { get; set; }

    /// <summary>Where the log starts now; -1 with an error.</summary>
    [Field]
    public long LogStartOffset { get; set; } = -1;

    public ErrorCode Error => (ErrorCode)ErrorValue;
}

/// <summary>Retention: these logs start later now. What is planned out of date (a deleted topic, a start that moved on) is passed over.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class AdvanceLogStart : Command
{
    public override CommandType Type => CommandType.AdvanceLogStart;

    [Field]
    public PartitionOffset[] Partitions { get; set; } = [];
}

/// <summary>A partition and the offset that its log shall start at.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class PartitionOffset
{
    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    [Field]
    public long Offset { get; set; }

    public TopicPartition TopicPartition => new(TopicId, Partition);
}

/// <summary>Frees a bounded number of extents that lie below their log's start or belonged to deleted topics.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class ReclaimExtents : Command
{
    public override CommandType Type => CommandType.ReclaimExtents;

    /// <summary>Extents, and partitions of deleted topics, count one each.</summary>
    [Field]
    public int ExtentsMax { get; set; }
}

[Message("0", Flexible = "0+")]
public sealed partial class ReclaimExtentsResult : CommandResult
{
    [Field]
    public int Reclaimed { get; set; }

    /// <summary>There is more to reclaim.</summary>
    [Field]
    public bool MoreRemain { get; set; }

    public override ErrorCode Error => ErrorCode.None;
}
