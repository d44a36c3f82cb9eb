using Garam.Client.Cluster;
using Garam.Protocol;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>
/// Finds where each partition goes. Keeps metadata fresh while there is something to send, looks for missing leaders, and has a link to
/// each broker. Used by the sender only.
/// </summary>
internal sealed class LeaderDirectory(ClusterClient client, ProducerOptions options, Wakeup wakeup)
{
    private readonly Dictionary<HostPort, BrokerLink> _links = [];
    private readonly List<BrokerLink> _inOrder = [];
    private readonly SortedSet<string> _topics = new(StringComparer.Ordinal);
    private readonly RetryPause _pause = new();
    private readonly Attempt _refreshing = new(client, wakeup);
    private bool _isAnyMissing;
    private bool _isTopicNew;

    public ClusterMetadata Metadata { get; private set; } = ClusterMetadata.Nothing;

    public IReadOnlyList<BrokerLink> Links => _inOrder;

    /// <summary>Runs before the queues are visited. Returns when to run again.</summary>
    public long Refresh(List<PartitionQueue> queues)
    {
        _isAnyMissing = false;
        foreach (var queue in queues)
        {
            _isTopicNew |= _topics.Add(queue.Partition.Topic);
        }

        Metadata = client.Metadata;
        return queues.Count == 0 || (!_isTopicNew && client.IsMetadataFresh) ? Moments.Never : Begin();
    }

    /// <summary>Returns null if no leader of the partition is known.</summary>
    public BrokerLink? LinkTo(PartitionQueue queue)
    {
        if (Metadata.LeaderOf(queue.Partition) is not { } leader)
        {
            _isAnyMissing = true;
            queue.Refusal = _refreshing.Refusal;
            queue.LastFault = Metadata.Topics.ContainsKey(queue.Partition.Topic)
                ? "the partition has no leader"
                : _refreshing.LastFault ?? "there is no such topic";
            return null;
        }

        queue.TopicId = Metadata.Topics[queue.Partition.Topic].Id;
        if (!_links.TryGetValue(leader, out var link))
        {
            link = new BrokerLink(client, options, leader, wakeup);
            _links.Add(leader, link);
            _inOrder.Add(link);
        }

        return link;
    }

    /// <summary>
    /// Runs after the queues were visited: refreshes metadata while leaders are missing, less and less often. Returns when to visit the
    /// queues again.
    /// </summary>
    public long Search()
    {
        if (!_isAnyMissing)
        {
            _pause.Clear();
            return Moments.Never;
        }

        if (_refreshing.IsRunning)
        {
            return Moments.Never;
        }

        if (client.Time.GetTimestamp() < _pause.EndsAt)
        {
            return _pause.EndsAt;
        }

        _pause.Begin(client);
        client.InvalidateMetadata();
        return Math.Min(_pause.EndsAt, Begin());
    }

    private long Begin()
    {
        _isTopicNew = false;
        return _refreshing.Begin(async () => await client.GetMetadataAsync(_topics, options.AllowTopicCreation));
    }
}
