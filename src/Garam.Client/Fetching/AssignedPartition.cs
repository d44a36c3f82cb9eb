using Garam.Client.Cluster;
using Garam.Protocol;

namespace Garam.Client.Fetching;

/// <summary>
/// One assigned partition: the reader's position, and what is known of the log. Owned by the consumer; used by its caller only.
/// </summary>
internal sealed class AssignedPartition(TopicPartition partition)
{
    private readonly RetryPause _pause = new();

    public TopicPartition Partition { get; } = partition;

    /// <summary>
    /// The topic that the position belongs to. A topic created anew under the same name has another id. Zero until it is known.
    /// </summary>
    public Uuid TopicId { get; set; }

    /// <summary>The position to look up before <see cref="Offset"/> is valid.</summary>
    public StartPosition? Pending { get; private set; } = StartPosition.ByPolicy;

    /// <summary>The next offset to fetch.</summary>
    public long Offset { get; private set; } = -1;

    /// <summary>-1 until a broker has answered.</summary>
    public long HighWatermark { get; set; } = -1;

    /// <summary>Where reading ends for now: the high watermark or the last stable offset. -1 until a broker has answered.</summary>
    public long ReadableEnd { get; set; } = -1;

    /// <summary>-1 until a broker has answered.</summary>
    public long LogStartOffset { get; set; } = -1;

    public bool IsPaused { get; set; }

    public HostPort? Leader { get; private set; }

    /// <summary>
    /// Sent to the leader, so that a broker that no longer leads, or does not lead yet, refuses to answer. -1 if unknown.
    /// </summary>
    public int LeaderEpoch { get; private set; } = -1;

    /// <summary>No fetch before this moment, after a refusal.</summary>
    public long RetryAt => _pause.EndsAt;

    /// <summary>This partition as the leader's fetch session knows it.</summary>
    public SessionPartition? Session { get; set; }

    /// <summary>How many times in a row the same offset came with a wrong checksum.</summary>
    public int CorruptAnswers { get; set; }

    public bool IsFetchable => Pending is null && !IsPaused && Leader is not null;

    /// <summary>Takes over the leader from metadata. A new leader is asked at once.</summary>
    public void Follow(HostPort? leader, int leaderEpoch)
    {
        if (leader != Leader || leaderEpoch != LeaderEpoch)
        {
            (Leader, LeaderEpoch) = (leader, leaderEpoch);
            _pause.End();
        }
    }

    public void Served() => _pause.Clear();

    /// <summary>A later request may succeed. Other partitions of the broker do not wait for it.</summary>
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
