using Garam.Client.Cluster;
using Garam.Protocol;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>Where each partition goes: keeps metadata fresh while there is something to send, looks for leaders that are missing, and has a link to each broker. The sender's.</summary>
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

    /// <summary>Before the queues are looked at. Returns when to do so again.</summary>
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

    /// <summary>Null when nobody is known to lead the partition.</summary>
    public BrokerLink? LinkTo(PartitionQueue queue)
    {
        if (Metadata.LeaderOf(queue.Partition) is not { } leader)
        {
            _isAnyMissing = true;
            queue.Refusal = _refreshing.Refusal;
            queue.LastFault = Metadata.Topics.ContainsKey(queue.Partition.Topic) ? "the partition has no leader" : _refreshing.LastFault ?? "there is no such topic";
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

    /// <summary>After the queues were looked at: asks for metadata again while leaders are missing, less and less often. Returns when to look again.</summary>
    public long Search()
    {
        if (!_isAnyMissing)
        {
            _pause.Clear();
            return Moments.Never;
        }

        if (!_refreshing.Running.IsCompleted)
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
