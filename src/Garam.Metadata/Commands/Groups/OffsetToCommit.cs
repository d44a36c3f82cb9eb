using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>One partition of <see cref="CommitOffsets"/>.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class OffsetToCommit
{
    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    [Field]
    public long Offset { get; set; }

    [Field]
    public int LeaderEpoch { get; set; } = -1;

    [Field]
    public string Metadata { get; set; } = "";

    /// <summary>How long to keep it, where the client says so (OffsetCommit 2 to 4); -1 for the cluster's setting.</summary>
    [Field]
    public long RetentionMs { get; set; } = -1;

    public TopicPartition TopicPartition => new(TopicId, Partition);

    /// <summary>The retention is the client's: added with care, for it may be as large as a number can be.</summary>
    internal CommittedOffset Committed(long nowMs) =>
        new(Offset, LeaderEpoch, Metadata, nowMs, RetentionMs < 0 ? -1 : nowMs + Math.Min(RetentionMs, long.MaxValue - nowMs));
}
