using Garam.Client.Cluster;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Protocol.Messages.OffsetFetch;

namespace Garam.Client.Groups;

/// <param name="Offset">The next offset that the group reads.</param>
/// <param name="Metadata">What the member wrote beside it; mostly empty.</param>
/// <param name="LeaderEpoch">The epoch of the last record read, or -1.</param>
public readonly record struct CommittedOffset(long Offset, string? Metadata = null, int LeaderEpoch = -1);

/// <summary>A member's view of its group's committed offsets. One caller at a time.</summary>
internal sealed class GroupOffsets(GroupProtocol protocol, GroupOptions options)
{
    /// <summary>The committed offsets of those partitions that have one.</summary>
    /// <exception cref="Errors.KafkaException">The coordinator refuses.</exception>
    public async ValueTask<IReadOnlyDictionary<TopicPartition, CommittedOffset>> FetchAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation) =>
        OffsetMessages.Read(
            await protocol.CallAsync<OffsetFetchRequest, OffsetFetchResponse>(
                OffsetMessages.Fetch(options.GroupId, partitions), cancellation, OffsetMessages.NamedTopicsVersion),
            options.GroupId);

    /// <summary>Returns what was refused; everything else is committed.</summary>
    public async ValueTask<IReadOnlyList<(TopicPartition Partition, ErrorCode Code)>> CommitAsync(
        GroupMembership membership, IReadOnlyDictionary<TopicPartition, CommittedOffset> offsets, CancellationToken cancellation)
    {
        var request = new OffsetCommitRequest
        {
            GroupId = options.GroupId,
            GroupInstanceId = options.InstanceId,
            MemberId = membership.MemberId,
            GenerationIdOrMemberEpoch = membership.Generation,
            Topics = OffsetMessages.ToCommit(offsets),
        };
        var response = await protocol.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(request, cancellation, OffsetMessages.NamedTopicsVersion);
        return [.. response.Topics
            .SelectMany(static topic => topic.Partitions.Select(partition => (new TopicPartition(topic.Name, partition.PartitionIndex), partition.ErrorCode)))
            .Where(static partition => partition.ErrorCode != ErrorCode.None)];
    }
}
