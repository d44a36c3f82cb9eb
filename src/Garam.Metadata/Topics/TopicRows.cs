using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Topics;

/// <summary>A topic, or a deleted one that is not wholly reclaimed.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class TopicRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Topic;

    [Field]
    public Uuid Id { get; set; }

    [Field]
    public string Name { get; set; } = "";

    [Field]
    public int Partitions { get; set; }

    [Field]
    public short ReplicationFactor { get; set; }

    [Field]
    public long CreatedMs { get; set; }

    [Field]
    public bool IsDeleted { get; set; }

    public static TopicRecord Of(TopicState topic, bool isDeleted) => new()
    {
        Id = topic.Id,
        Name = topic.Name,
        Partitions = topic.Partitions,
        ReplicationFactor = topic.ReplicationFactor,
        CreatedMs = topic.CreatedMs,
        IsDeleted = isDeleted,
    };

    public void RestoreInto(ClusterState state) =>
        state.Topics.Restore(new TopicState(Id, Name, Partitions, ReplicationFactor, CreatedMs), IsDeleted);
}
