using Garam.Client.Cluster;
using Garam.Protocol.Messages.JoinGroup;

namespace Garam.Client.Groups;

/// <summary>
/// The leader's part of a member: it assigns the partitions, and starts a rebalance when their number has changed. A join and the member's
/// caller use it, never at the same time.
/// </summary>
internal sealed class GroupLeader(ClusterClient client, GroupOptions options)
{
    private IReadOnlyDictionary<string, int>? _divided;
    private ClusterMetadata? _seen;

    /// <summary>Another member leads from now on.</summary>
    public void Resign() => _divided = null;

    public async ValueTask<IReadOnlyDictionary<string, List<TopicPartition>>> AssignAsync(
        JoinGroupResponse joined, CancellationToken cancellation)
    {
        var members = joined.Members.Select(Decode).ToList();
        client.InvalidateMetadata();
        var counts = await CountPartitionsAsync(members.SelectMany(static member => member.Topics).Distinct(), cancellation);
        _divided = counts;
        if (joined.SkipAssignment)
        {
            return new Dictionary<string, List<TopicPartition>>();
        }

        var assignor = options.Assignors.Single(assignor => assignor.Name == joined.ProtocolName);
        return assignor.Assign(members, topic => counts[topic]);
    }

    /// <summary>Returns true if the topics no longer have the partitions that were assigned.</summary>
    public async ValueTask<bool> HasChangedAsync(CancellationToken cancellation)
    {
        if (_divided is not { } divided)
        {
            return false;
        }

        try
        {
            var metadata = await client.GetMetadataAsync(divided.Keys, cancellation);
            var isNew = !ReferenceEquals(metadata, _seen);
            _seen = metadata;
            return isNew && divided.Any(topic => CountOf(metadata, topic.Key) != topic.Value);
        }
        catch (Exception fault) when (RetryLoop.IsWorthAnother(fault))
        {
            // The next poll looks again. This one may still get records from brokers that it knows.
            return false;
        }
    }

    private static SubscribedMember Decode(JoinGroupResponse.JoinGroupResponseMember member)
    {
        var subscription = ConsumerProtocolCodec.DecodeSubscription(member.Metadata);
        return new SubscribedMember(member.MemberId, member.GroupInstanceId, subscription.Topics)
        {
            Owned = [.. subscription.Owned],
            Generation = subscription.Generation,
            UserData = subscription.UserData,
        };
    }

    private static int CountOf(ClusterMetadata metadata, string topic) =>
        metadata.Topics.TryGetValue(topic, out var known) ? known.PartitionCount : 0;

    private async ValueTask<IReadOnlyDictionary<string, int>> CountPartitionsAsync(
        IEnumerable<string> topics, CancellationToken cancellation)
    {
        var names = topics.ToList();
        var metadata = await client.GetMetadataAsync(names, cancellation);
        return names.ToDictionary(static name => name, name => CountOf(metadata, name));
    }
}
