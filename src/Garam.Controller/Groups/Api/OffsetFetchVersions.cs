using Garam.Protocol;
using Garam.Protocol.Messages.OffsetFetch;
using GroupAnswer = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponseGroup;
using OldPartition = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponsePartition;
using OldTopic = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponseTopic;
using RequestedGroup = Garam.Protocol.Messages.OffsetFetch.OffsetFetchRequest.OffsetFetchRequestGroup;
using RequestedTopic = Garam.Protocol.Messages.OffsetFetch.OffsetFetchRequest.OffsetFetchRequestTopics;

namespace Garam.Controller.Groups.Api;

/// <summary>Before version 8 an OffsetFetch asked for one group and its answer had the group's topics at the top.</summary>
internal static class OffsetFetchVersions
{
    public const short Batches = 8;

    /// <summary>Version 1 can state an error for each partition only.</summary>
    private const short HasGroupError = 2;

    public static RequestedGroup ToGroup(OffsetFetchRequest request) => new()
    {
        GroupId = request.GroupId,
        Topics = request.Topics is null
            ? null
            : Array.ConvertAll(request.Topics, topic => new RequestedTopic { Name = topic.Name, PartitionIndexes = topic.PartitionIndexes }),
    };

    /// <summary>
    /// The same questions, each once: a group of which everything has been asked, a partition that has been named. What becomes empty by it
    /// is left out; what was empty stays.
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
            int[] partitions = [.. topic.PartitionIndexes.Where(partition => named.Add((group.GroupId, topic.Name, topic.TopicId, partition)))];
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

    public static OffsetFetchResponse FromGroup(GroupAnswer group, short version, OffsetFetchRequest request) => new()
    {
        ErrorCode = group.ErrorCode,
        Topics = version < HasGroupError && group.ErrorCode is not ErrorCode.None and not ErrorCode.InvalidRequest
            ? Array.ConvertAll(request.Topics ?? [], topic => new OldTopic
            {
                Name = topic.Name,
                Partitions = Array.ConvertAll(topic.PartitionIndexes, index => new OldPartition { PartitionIndex = index, CommittedOffset = -1, ErrorCode = group.ErrorCode }),
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
