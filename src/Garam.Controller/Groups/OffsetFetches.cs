using System.Collections.Immutable;
using Garam.Controller.Leadership;
using Garam.Metadata;
using Garam.Metadata.Groups;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetFetch;
using GroupAnswer = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponseGroup;
using OldPartition = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponsePartition;
using OldTopic = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponseTopic;
using PartitionAnswer = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponsePartitions;
using RequestedGroup = Garam.Protocol.Messages.OffsetFetch.OffsetFetchRequest.OffsetFetchRequestGroup;
using RequestedTopic = Garam.Protocol.Messages.OffsetFetch.OffsetFetchRequest.OffsetFetchRequestTopics;
using TopicAnswer = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponseTopics;

namespace Garam.Controller.Groups;

/// <summary>
/// OffsetFetch: committed offsets from the leader's state. Everything in it is durable, so "require stable" is always honoured. A
/// linearizable read: the leader confirms first that it still leads. Groups are values, so the replica's lock is held only to find each,
/// and the answer is made outside it. A question that a request asks twice is answered once: an offset may carry 4 KiB of metadata, and
/// naming its partition costs four bytes.
/// </summary>
internal sealed class OffsetFetches(GroupCoordinator coordinator, ILeader leader, IGroupStateReader state)
{
    private const long NoOffset = -1;

    /// <summary>
    /// More partitions than a cluster of one process has. Each takes four bytes of the request and fifteen times that to answer.
    /// </summary>
    private const int PartitionsMax = 200_000;

    public async ValueTask<OffsetFetchResponse> FetchAsync(OffsetFetchRequest request, short version, CancellationToken cancellation)
    {
        if (version >= 8) // KIP-709: several groups in one request
        {
            var groups = await FetchAsync(request.Groups, version, cancellation);
            return new OffsetFetchResponse { Groups = groups };
        }

        var fetched = await FetchAsync([OffsetFetchVersions.ToGroup(request)], version, cancellation);
        return OffsetFetchVersions.FromGroup(fetched[0], version, request);
    }

    private async ValueTask<GroupAnswer[]> FetchAsync(RequestedGroup[] groups, short version, CancellationToken cancellation)
    {
        var partitions = groups.Sum(static group => (long)(group.Topics?.Sum(static topic => topic.PartitionIndexes.Length) ?? 0));
        if (partitions > PartitionsMax)
        {
            return Array.ConvertAll(groups, group => new GroupAnswer { GroupId = group.GroupId, ErrorCode = ErrorCode.InvalidRequest });
        }

        await leader.ConfirmTailAsync(cancellation);
        return coordinator.Leads()
            ? [.. OffsetFetchVersions.WithoutRepeats(groups).Select(group => Fetch(group, version))]
            : Array.ConvertAll(groups, group => new GroupAnswer { GroupId = group.GroupId, ErrorCode = ErrorCode.NotCoordinator });
    }

    private GroupAnswer Fetch(RequestedGroup request, short version)
    {
        var (group, topics) = state.Read(cluster => (
            cluster.Groups.TryGet(request.GroupId, out var found) ? found : new GroupState(request.GroupId),
            cluster.Topics.CaptureTopics()));
        return new GroupAnswer
        {
            GroupId = request.GroupId,
            Topics = request.Topics is null ? FetchAll(group, topics)
                : version >= 10 ? FetchById(request.Topics, group, topics) // KIP-848: topics by id alone
                : FetchByName(request.Topics, group),
        };
    }

    /// <summary>Leaves out the offsets of a deleted topic, which will expire.</summary>
    private static TopicAnswer[] FetchAll(GroupState group, ImmutableSortedDictionary<Uuid, TopicState> topics)
    {
        var answers = new List<TopicAnswer>();
        foreach (var offsets in group.Offsets.GroupBy(entry => entry.Key.TopicId))
        {
            if (topics.TryGetValue(offsets.Key, out var topic))
            {
                var partitions = offsets.Select(entry => Answer(entry.Key.Partition, entry.Value));
                answers.Add(new TopicAnswer { Name = topic.Name, TopicId = offsets.Key, Partitions = [.. partitions] });
            }
        }

        return [.. answers];
    }

    private TopicAnswer[] FetchByName(RequestedTopic[] requested, GroupState group)
    {
        var topics = state.FindTopics(Array.ConvertAll(requested, static topic => topic.Name));
        return
        [
            .. requested.Select((topic, index) => new TopicAnswer
            {
                Name = topic.Name,
                Partitions = Array.ConvertAll(
                    topic.PartitionIndexes,
                    partition => Answer(partition, topics[index] is { } known ? Find(group, known.Id, partition) : null)),
            }),
        ];
    }

    private static TopicAnswer[] FetchById(
        RequestedTopic[] requested, GroupState group, ImmutableSortedDictionary<Uuid, TopicState> topics) =>
        Array.ConvertAll(requested, topic =>
        {
            var error = topics.ContainsKey(topic.TopicId) ? ErrorCode.None : ErrorCode.UnknownTopicId;
            return new TopicAnswer
            {
                TopicId = topic.TopicId,
                Partitions = Array.ConvertAll(
                    topic.PartitionIndexes,
                    partition => Answer(partition, error == ErrorCode.None ? Find(group, topic.TopicId, partition) : null, error)),
            };
        });

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

/// <summary>
/// The older forms of OffsetFetch: before version 8 it asks for one group, and the answer has the group's topics at the top.
/// </summary>
internal static class OffsetFetchVersions
{
    public static RequestedGroup ToGroup(OffsetFetchRequest request) => new()
    {
        GroupId = request.GroupId,
        Topics = request.Topics is null
            ? null
            : Array.ConvertAll(
                request.Topics, topic => new RequestedTopic { Name = topic.Name, PartitionIndexes = topic.PartitionIndexes }),
    };

    /// <summary>
    /// Returns the same questions, each once: a group of which everything has been asked, a partition that has been named. A topic or group
    /// that becomes empty by it is left out; one that was empty stays.
    /// </summary>
    public static RequestedGroup[] WithoutRepeats(RequestedGroup[] groups)
    {
        var whole = new HashSet<string>(StringComparer.Ordinal);
        var named = new HashSet<(string Group, string Topic, Uuid TopicId, int Partition)>();
        var distinct = new List<RequestedGroup>();
        foreach (var group in groups)
        {
            if (group.Topics is null ? whole.Add(group.GroupId) : TryReduce(group, named))
            {
                distinct.Add(group);
            }
        }

        return [.. distinct];
    }

    private static bool TryReduce(RequestedGroup group, HashSet<(string Group, string Topic, Uuid TopicId, int Partition)> named)
    {
        var topics = new List<RequestedTopic>();
        foreach (var topic in group.Topics!)
        {
            var unnamed = topic.PartitionIndexes.Where(partition => named.Add((group.GroupId, topic.Name, topic.TopicId, partition)));
            int[] partitions = [.. unnamed];
            if (partitions.Length > 0 || topic.PartitionIndexes.Length == 0)
            {
                topic.PartitionIndexes = partitions;
                topics.Add(topic);
            }
        }

        var isNew = topics.Count > 0 || group.Topics.Length == 0;
        group.Topics = [.. topics];
        return isNew;
    }

    /// <summary>Version 1 can state an error for each partition only. Version 2 adds one for the group (KIP-88).</summary>
    public static OffsetFetchResponse FromGroup(GroupAnswer group, short version, OffsetFetchRequest request) => new()
    {
        ErrorCode = group.ErrorCode,
        Topics = version < 2 && group.ErrorCode is not ErrorCode.None and not ErrorCode.InvalidRequest
            ? Array.ConvertAll(request.Topics ?? [], topic => new OldTopic
            {
                Name = topic.Name,
                Partitions = Array.ConvertAll(
                    topic.PartitionIndexes,
                    index => new OldPartition { PartitionIndex = index, CommittedOffset = -1, ErrorCode = group.ErrorCode }),
            })
            : Array.ConvertAll(group.Topics, topic => new OldTopic
            {
                Name = topic.Name,
                Partitions = Array.ConvertAll(topic.Partitions, partition => new OldPartition
                {
                    PartitionIndex = partition.PartitionIndex,
                    CommittedOffset = partition.CommittedOffset,
                    CommittedLeaderEpoch = partition.CommittedLeaderEpoch,
                    Metadata = partition.Metadata,
                    ErrorCode = partition.ErrorCode,
                }),
            }),
    };
}
