using Garam.Controller.Leadership;
using Garam.Metadata;
using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetFetch;
using GroupAnswer = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponseGroup;
using PartitionAnswer = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponsePartitions;
using RequestedGroup = Garam.Protocol.Messages.OffsetFetch.OffsetFetchRequest.OffsetFetchRequestGroup;
using RequestedTopic = Garam.Protocol.Messages.OffsetFetch.OffsetFetchRequest.OffsetFetchRequestTopics;
using TopicAnswer = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponseTopics;

namespace Garam.Controller.Groups.Api;

/// <summary>
/// OffsetFetch: committed offsets as the leader's state has them. Everything in it is durable, so "require stable" is always honoured.
/// A linearizable read: the leader confirms first that it still leads.
/// </summary>
internal sealed class OffsetFetchApi(GroupCoordinator coordinator, ILeader leader, IGroupStateReader state)
{
    private const long NoOffset = -1;
    private const short NamesTopicsById = 10;

    public async ValueTask<OffsetFetchResponse> FetchAsync(OffsetFetchRequest request, short version, CancellationToken cancellation)
    {
        if (version >= OffsetFetchVersions.Batches)
        {
            var groups = await FetchAsync(request.Groups, version, cancellation);
            return new OffsetFetchResponse { Groups = groups };
        }

        var fetched = await FetchAsync([OffsetFetchVersions.ToGroup(request)], version, cancellation);
        return OffsetFetchVersions.FromGroup(fetched[0], version, request);
    }

    private async ValueTask<GroupAnswer[]> FetchAsync(RequestedGroup[] groups, short version, CancellationToken cancellation)
    {
        await leader.ConfirmTailAsync(cancellation);
        return coordinator.Leads()
            ? Array.ConvertAll(groups, group => state.Read(cluster => Fetch(group, cluster, version)))
            : Array.ConvertAll(groups, group => new GroupAnswer { GroupId = group.GroupId, ErrorCode = ErrorCode.NotCoordinator });
    }

    private static GroupAnswer Fetch(RequestedGroup request, ClusterState cluster, short version)
    {
        var group = cluster.Groups.TryGet(request.GroupId, out var found) ? found : new GroupState(request.GroupId);
        return new GroupAnswer
        {
            GroupId = request.GroupId,
            Topics = request.Topics is null
                ? FetchAll(group, cluster)
                : Array.ConvertAll(request.Topics, topic => version >= NamesTopicsById ? FetchById(topic, group, cluster) : FetchByName(topic, group, cluster)),
        };
    }

    /// <summary>Offsets of a deleted topic are passed over until they are expired.</summary>
    private static TopicAnswer[] FetchAll(GroupState group, ClusterState cluster)
    {
        var answers = new List<TopicAnswer>();
        foreach (var offsets in group.Offsets.GroupBy(entry => entry.Key.TopicId))
        {
            if (cluster.FindName(offsets.Key) is { } name)
            {
                var partitions = offsets.Select(entry => Answer(entry.Key.Partition, entry.Value));
                answers.Add(new TopicAnswer { Name = name, TopicId = offsets.Key, Partitions = [.. partitions] });
            }
        }

        return [.. answers];
    }

    private static TopicAnswer FetchByName(RequestedTopic topic, GroupState group, ClusterState cluster)
    {
        var topicId = cluster.FindId(topic.Name);
        return new TopicAnswer
        {
            Name = topic.Name,
            Partitions = Array.ConvertAll(topic.PartitionIndexes, partition => Answer(partition, topicId is { } id ? Find(group, id, partition) : null)),
        };
    }

    private static TopicAnswer FetchById(RequestedTopic topic, GroupState group, ClusterState cluster)
    {
        var error = cluster.FindName(topic.TopicId) is null ? ErrorCode.UnknownTopicId : ErrorCode.None;
        return new TopicAnswer
        {
            TopicId = topic.TopicId,
            Partitions = Array.ConvertAll(
                topic.PartitionIndexes,
                partition => Answer(partition, error == ErrorCode.None ? Find(group, topic.TopicId, partition) : null, error)),
        };
    }

    private static CommittedOffset? Find(GroupState group, Uuid topicId, int partition) =>
        group.Offsets.GetValueOrDefault(new TopicPartition(topicId, partition));

    private static PartitionAnswer Answer(int partition, CommittedOffset? committed, ErrorCode error = ErrorCode.None) => new()
    {
        PartitionIndex = partition,
        CommittedOffset = committed?.Offset ?? NoOffset,
        CommittedLeaderEpoch = committed?.LeaderEpoch ?? -1,
        Metadata = committed?.Metadata ?? "",
        ErrorCode = error,
    };
}
