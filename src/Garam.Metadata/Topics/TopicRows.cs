using Garam.Metadata.Partitions;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Topics;

/// <summary>The rows of topics and of their partitions.</summary>
internal static class TopicRows
{
    /// <summary>Captures the table now; the rows are made while they are read.</summary>
    public static IEnumerable<SnapshotRecord> Capture(TopicTable table)
    {
        IEnumerable<SnapshotRecord> topics = table.CaptureTopics().Values.Select(topic => TopicRecord.Of(topic, isDeleted: false));
        return topics
            .Concat(table.CaptureDeleted().Values.Select(topic => TopicRecord.Of(topic, isDeleted: true)))
            .Concat(table.CapturePartitions().SelectMany(pair => PartitionRows.Of(pair.Key, pair.Value)));
    }
}

/// <summary>A topic, or a deleted one whose partitions are not all reclaimed.</summary>
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

    public void RestoreInto(TopicTable topics) =>
        topics.Restore(new TopicState(Id, Name, Partitions, ReplicationFactor, CreatedMs), IsDeleted);
}
