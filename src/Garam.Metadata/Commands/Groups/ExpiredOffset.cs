using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Groups;

/// <summary>One partition of <see cref="ExpireOffsets"/>.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class ExpiredOffset
{
    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    /// <summary>Of the commit that is out of date: a newer one stays.</summary>
    [Field]
    public long CommitTimestampMs { get; set; }

    public TopicPartition TopicPartition => new(TopicId, Partition);
}
