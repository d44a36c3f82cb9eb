using Garam.Client.Connections;
using Garam.Protocol;

namespace Garam.Client.Fetching;

/// <summary>One assigned partition: where its reader stands and what is known of its log. Owned by the consumer, touched by its caller only.</summary>
internal sealed class PartitionState(TopicPartition partition)
{
    public TopicPartition Partition { get; } = partition;

    /// <summary>The topic that the position belongs to: a recreated one of the same name starts anew. Zero: not known yet.</summary>
    public Uuid TopicId { get; set; }

    /// <summary>What has to be looked up before <see cref="Offset"/> means something.</summary>
    public StartPosition? Pending { get; private set; } = StartPosition.ByPolicy;

    /// <summary>The next offset to fetch.</summary>
    public long Offset { get; private set; } = -1;

    /// <summary>-1 until a broker has told.</summary>
    public long HighWatermark { get; set; } = -1;

    /// <summary>-1 until a broker has told.</summary>
    public long LogStartOffset { get; set; } = -1;

    public bool IsPaused { get; set; }

    public BrokerAddress? Leader { get; set; }

    /// <summary>What the leader's fetch session was last told about it.</summary>
    public SessionPartition? Session { get; set; }

    /// <summary>How often in a row the same offset came with a wrong checksum.</summary>
    public int CorruptAnswers { get; set; }

    public bool IsFetchable => Pending is null && !IsPaused && Leader is not null;

    public void MoveTo(StartPosition position)
    {
        if (position.Kind == StartKind.Offset)
        {
            MoveTo(position.Value);
        }
        else
        {
            (Pending, Offset) = (position, -1);
        }
    }

    public void MoveTo(long offset)
    {
        (Pending, Offset) = (null, offset);
        CorruptAnswers = 0;
    }
}
