using Garam.Client.Cluster;
using Garam.Protocol;

namespace Garam.Client.Fetching;

/// <summary>What a broker remembers of a partition between the fetches of a session.</summary>
internal sealed class SessionPartition(FetchSession session, TopicPartition partition, Uuid topicId)
{
    public FetchSession Session { get; } = session;

    public TopicPartition Partition { get; } = partition;

    public Uuid TopicId { get; } = topicId;

    /// <summary>The offset that the last request named; an answer is about this one.</summary>
    public long Offset { get; set; }

    /// <summary>What the last request named.</summary>
    public int LeaderEpoch { get; set; } = -1;

    /// <summary>The broker does not remember it any more.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>The last request that wanted the partition.</summary>
    public int Round { get; set; }
}
