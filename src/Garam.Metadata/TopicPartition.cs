using Garam.Protocol;

namespace Garam.Metadata;

/// <summary>A partition by its topic's id: a topic that was deleted and created again under its name is another one.</summary>
public readonly record struct TopicPartition(Uuid TopicId, int Partition) : IComparable<TopicPartition>
{
    public int CompareTo(TopicPartition other)
    {
        var topic = TopicId.CompareTo(other.TopicId);
        return topic != 0 ? topic : Partition.CompareTo(other.Partition);
    }

    public override string ToString() => $"{TopicId}-{Partition}";
}
