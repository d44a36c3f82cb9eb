using Garam.Client.Cluster;
using Garam.Protocol;

namespace Garam.Client.Fetching;

/// <summary>One assigned partition: where its reader stands and what is known of its log. Owned by the consumer, touched by its caller only.</summary>
internal sealed class AssignedPartition(TopicPartition partition)
{
    private readonly RetryPause _pause = new();

    public TopicPartition Partition { get; } = partition;

    /// <summary>The topic that the position belongs to: a recreated one of the same name starts anew. Zero: not known yet.</summary>
    public Uuid TopicId { get; set; }

    /// <summary>What has to be looked up before <see cref="Offset"/> means something.</summary>
    public StartPosition? Pending { get; private set; } = StartPosition.ByPolicy;

    /// <summary>The next offset to fetch.</summary>
    public long Offset { get; private set; } = -1;

    /// <summary>-1 until a broker has told.</summary>
    public long HighWatermark { get; set; } = -1;

    /// <summary>Where reading ends for the moment: the high watermark or the last stable offset. -1 until a broker has told.</summary>
    public long ReadableEnd { get; set; } = -1;

    /// <summary>-1 until a broker has told.</summary>
    public long LogStartOffset { get; set; } = -1;

    public bool IsPaused { get; set; }

    public HostPort? Leader { get; private set; }

    /// <summary>Told to the leader, so that one that is no longer, or not yet, in office refuses to answer. -1: not known.</summary>
    public int LeaderEpoch { get; private set; } = -1;

    /// <summary>After a refusal nothing is fetched before this moment.</summary>
    public long RetryAt => _pause.EndsAt;

    /// <summary>What the leader's fetch session was last told about it.</summary>
    public SessionPartition? Session { get; set; }

    /// <summary>How often in a row the same offset came with a wrong checksum.</summary>
    public int CorruptAnswers { get; set; }

    public bool IsFetchable => Pending is null && !IsPaused && Leader is not null;

    /// <summary>Another leader is asked at once.</summary>
    public void Follow(HostPort? leader, int leaderEpoch)
    {
        if (leader != Leader || leaderEpoch != LeaderEpoch)
        {
            (Leader, LeaderEpoch) = (leader, leaderEpoch);
            _pause.End();
        }
    }

    public void Served() => _pause.Clear();

    /// <summary>A later request may get what this one did not; other partitions of the broker do not wait for that.</summary>
    public void Refused(ClusterClient client) => _pause.Begin(client);

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
