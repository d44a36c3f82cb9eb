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

    public static OffsetFetchResponse FromGroup(GroupAnswer group, short version, OffsetFetchRequest request) => new()
    {
        ErrorCode = group.ErrorCode,
        Topics = version < HasGroupError && group.ErrorCode != ErrorCode.None
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
