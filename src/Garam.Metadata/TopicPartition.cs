using Garam.Protocol;

namespace Garam.Metadata;

/// <summary>
/// A partition, identified by the id of its topic: a topic that is deleted and created again under its old name has a new id.
/// </summary>
public readonly record struct TopicPartition(Uuid TopicId, int Partition) : IComparable<TopicPartition>
{
    public int CompareTo(TopicPartition other)
    {
        var topic = TopicId.CompareTo(other.TopicId);
        return topic != 0 ? topic : Partition.CompareTo(other.Partition);
    }

    public override string ToString() => $"{TopicId}-{Partition}";
}
