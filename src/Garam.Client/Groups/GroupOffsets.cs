using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Protocol.Messages.OffsetFetch;

namespace Garam.Client.Groups;

/// <summary>A group's committed offsets. One caller at a time.</summary>
internal sealed class GroupOffsets(GroupProtocol protocol, GroupOptions options)
{
    /// <summary>The last version that names topics: a name stays what the user meant when metadata is out of date.</summary>
    private const short NamedTopicsVersion = 9;

    /// <summary>The committed offsets of those partitions that have one.</summary>
    public async ValueTask<IReadOnlyDictionary<TopicPartition, long>> FetchAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation)
    {
        var request = new OffsetFetchRequest
        {
            GroupId = options.GroupId,
            Topics = [.. ByTopic(partitions).Select(static topic => new OffsetFetchRequest.OffsetFetchRequestTopic { Name = topic.Name, PartitionIndexes = topic.Numbers })],
            Groups =
            [
                new OffsetFetchRequest.OffsetFetchRequestGroup
                {
                    GroupId = options.GroupId,
                    Topics = [.. ByTopic(partitions).Select(static topic => new OffsetFetchRequest.OffsetFetchRequestTopics { Name = topic.Name, PartitionIndexes = topic.Numbers })],
                },
            ],
        };
        var response = await protocol.CallAsync<OffsetFetchRequest, OffsetFetchResponse>(request, cancellation, NamedTopicsVersion);
        KafkaException.ThrowIfRefused(response.ErrorCode, $"Reading the offsets of group '{options.GroupId}'");
        return response.Groups is [var group] ? Read(group) : Read(response);
    }

    /// <summary>Returns the first refusal, or None.</summary>
    public async ValueTask<ErrorCode> CommitAsync(
        GroupMembership membership, IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellation)
    {
        var request = new OffsetCommitRequest
        {
            GroupId = options.GroupId,
            GroupInstanceId = options.InstanceId,
            MemberId = membership.MemberId,
            GenerationIdOrMemberEpoch = membership.Generation,
            Topics = [.. offsets.GroupBy(static offset => offset.Key.Topic).Select(static topic => new OffsetCommitRequest.OffsetCommitRequestTopic
            {
                Name = topic.Key,
                Partitions = [.. topic.Select(static offset => new OffsetCommitRequest.OffsetCommitRequestPartition
                {
                    PartitionIndex = offset.Key.Partition,
                    CommittedOffset = offset.Value,
                })],
            })],
        };
        var response = await protocol.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(request, cancellation, NamedTopicsVersion);
        return response.Topics.SelectMany(static topic => topic.Partitions).Select(static partition => partition.ErrorCode)
            .FirstOrDefault(static code => code != ErrorCode.None);
    }

    private static IEnumerable<(string Name, int[] Numbers)> ByTopic(IReadOnlyList<TopicPartition> partitions) =>
        partitions.GroupBy(static partition => partition.Topic).Select(static topic => (topic.Key, topic.Select(static partition => partition.Partition).ToArray()));

    private Dictionary<TopicPartition, long> Read(OffsetFetchResponse.OffsetFetchResponseGroup group)
    {
        KafkaException.ThrowIfRefused(group.ErrorCode, $"Reading the offsets of group '{options.GroupId}'");
        return Collect(group.Topics.SelectMany(static topic => topic.Partitions.Select(
            partition => (new TopicPartition(topic.Name, partition.PartitionIndex), partition.ErrorCode, partition.CommittedOffset))));
    }

    private static Dictionary<TopicPartition, long> Read(OffsetFetchResponse response) =>
        Collect(response.Topics.SelectMany(static topic => topic.Partitions.Select(
            partition => (new TopicPartition(topic.Name, partition.PartitionIndex), partition.ErrorCode, partition.CommittedOffset))));

    private static Dictionary<TopicPartition, long> Collect(IEnumerable<(TopicPartition Partition, ErrorCode Code, long Offset)> results)
    {
        var offsets = new Dictionary<TopicPartition, long>();
        foreach (var (partition, code, offset) in results)
        {
            KafkaException.ThrowIfRefused(code, $"Reading the committed offset of {partition}");
            if (offset >= 0)
            {
                offsets.Add(partition, offset);
            }
        }

        return offsets;
    }
}
