using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Logs;

/// <summary>An admin client deletes the records before an offset. -1 deletes all records up to the high watermark.</summary>
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

    /// <summary>The new start of the log; -1 with an error.</summary>
    [Field]
    public long LogStartOffset { get; set; } = -1;

    public ErrorCode Error => (ErrorCode)ErrorValue;
}

/// <summary>
/// Retention moves the start of these logs forward. Outdated parts of the plan (a deleted topic, an earlier start) are ignored.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class AdvanceLogStart : Command
{
    public override CommandType Type => CommandType.AdvanceLogStart;

    [Field]
    public PartitionOffset[] Partitions { get; set; } = [];
}

/// <summary>A partition and the offset at which its log is to start.</summary>
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

/// <summary>Frees a bounded number of extents that lie below the start of their log or belonged to deleted topics.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class ReclaimExtents : Command
{
    public override CommandType Type => CommandType.ReclaimExtents;

    /// <summary>Each extent counts one, and so does each partition of a deleted topic.</summary>
    [Field]
    public int ExtentsMax { get; set; }
}

[Message("0", Flexible = "0+")]
public sealed partial class ReclaimExtentsResult : CommandResult
{
    [Field]
    public int Reclaimed { get; set; }

    /// <summary>The state still has extents to reclaim.</summary>
    [Field]
    public bool MoreRemain { get; set; }

    public override ErrorCode Error => ErrorCode.None;
}
