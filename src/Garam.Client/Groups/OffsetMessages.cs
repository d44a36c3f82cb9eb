using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Protocol.Messages.OffsetFetch;

namespace Garam.Client.Groups;

/// <summary>Writes and reads messages about committed offsets, for members and admin calls alike.</summary>
internal static class OffsetMessages
{
    /// <summary>
    /// The last version that names topics; version 10 has ids alone (KIP-848). A name still means what the user meant when metadata is out
    /// of date.
    /// </summary>
    public const short NamedTopicsVersion = 9;

    /// <param name="partitions">Null for all partitions with a committed offset.</param>
    public static OffsetFetchRequest Fetch(string group, IReadOnlyCollection<TopicPartition>? partitions) => new()
    {
        GroupId = group,
        RequireStable = true,
        Topics = partitions is null
            ? null
            : [.. ByTopic(partitions).Select(static topic =>
                new OffsetFetchRequest.OffsetFetchRequestTopic { Name = topic.Name, PartitionIndexes = topic.Numbers })],
        Groups =
        [
            new OffsetFetchRequest.OffsetFetchRequestGroup
            {
                GroupId = group,
                Topics = partitions is null
                    ? null
                    : [.. ByTopic(partitions).Select(static topic =>
                        new OffsetFetchRequest.OffsetFetchRequestTopics { Name = topic.Name, PartitionIndexes = topic.Numbers })],
            },
        ],
    };

    /// <summary>Returns the partitions that have a committed offset.</summary>
    /// <exception cref="KafkaException">The coordinator refuses.</exception>
    public static Dictionary<TopicPartition, CommittedOffset> Read(OffsetFetchResponse response, string group)
    {
        var code = response.Groups is [var found] ? found.ErrorCode : response.ErrorCode;
        KafkaException.ThrowIfRefused(code, $"Reading the offsets of group '{group}'");
        var offsets = new Dictionary<TopicPartition, CommittedOffset>();
        foreach (var (partition, partitionCode, offset) in response.Groups is [var only] ? Results(only) : Results(response))
        {
            KafkaException.ThrowIfRefused(partitionCode, $"Reading the committed offset of {partition}");
            if (offset.Offset >= 0)
            {
                offsets.Add(partition, offset);
            }
        }

        return offsets;
    }

    public static OffsetCommitRequest.OffsetCommitRequestTopic[] ToCommit(IReadOnlyDictionary<TopicPartition, CommittedOffset> offsets) =>
        [.. offsets.GroupBy(static offset => offset.Key.Topic).Select(static topic => new OffsetCommitRequest.OffsetCommitRequestTopic
        {
            Name = topic.Key,
            Partitions = [.. topic.Select(static offset => new OffsetCommitRequest.OffsetCommitRequestPartition
            {
                PartitionIndex = offset.Key.Partition,
                CommittedOffset = offset.Value.Offset,
                CommittedLeaderEpoch = offset.Value.LeaderEpoch,
                CommittedMetadata = offset.Value.Metadata ?? "",
            })],
        })];

    public static IEnumerable<(string Name, int[] Numbers)> ByTopic(IEnumerable<TopicPartition> partitions) =>
        partitions.GroupBy(static partition => partition.Topic).Select(
            static topic => (topic.Key, topic.Select(static partition => partition.Partition).ToArray()));

    private static IEnumerable<(
        TopicPartition Partition, ErrorCode Code, CommittedOffset Offset)> Results(OffsetFetchResponse.OffsetFetchResponseGroup group) =>
        group.Topics.SelectMany(static topic => topic.Partitions.Select(partition => (
            new TopicPartition(topic.Name, partition.PartitionIndex),
            partition.ErrorCode,
            new CommittedOffset(partition.CommittedOffset, partition.Metadata, partition.CommittedLeaderEpoch))));

    private static IEnumerable<(TopicPartition Partition, ErrorCode Code, CommittedOffset Offset)> Results(OffsetFetchResponse response) =>
        response.Topics.SelectMany(static topic => topic.Partitions.Select(partition => (
            new TopicPartition(topic.Name, partition.PartitionIndex),
            partition.ErrorCode,
            new CommittedOffset(partition.CommittedOffset, partition.Metadata, partition.CommittedLeaderEpoch))));
}
