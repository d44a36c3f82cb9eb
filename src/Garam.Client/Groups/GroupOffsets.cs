using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Protocol.Messages.OffsetFetch;

namespace Garam.Client.Groups;

/// <summary>A committed offset of a group.</summary>
/// <param name="Offset">The next offset that the group reads.</param>
/// <param name="Metadata">Text that the member wrote beside it; usually empty.</param>
/// <param name="LeaderEpoch">The epoch of the last record read, or -1.</param>
public readonly record struct CommittedOffset(long Offset, string? Metadata = null, int LeaderEpoch = -1);

/// <summary>The calls for a group's committed offsets, as a member makes them. One caller at a time.</summary>
internal sealed class GroupOffsets(GroupProtocol protocol, GroupOptions options)
{
    /// <summary>Returns the committed offsets of the partitions that have one.</summary>
    /// <exception cref="KafkaException">The coordinator refuses.</exception>
    public async ValueTask<IReadOnlyDictionary<TopicPartition, CommittedOffset>> FetchAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation) =>
        OffsetMessages.Read(
            await protocol.CallAsync<OffsetFetchRequest, OffsetFetchResponse>(
                OffsetMessages.Fetch(options.GroupId, partitions), cancellation, OffsetMessages.NamedTopicsVersion),
            options.GroupId);

    /// <summary>Returns the partitions that were refused; all others are committed.</summary>
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
        var response = await protocol.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(
            request, cancellation, OffsetMessages.NamedTopicsVersion);
        return [.. response.Topics
            .SelectMany(
                static topic => topic.Partitions.Select(
                    partition => (new TopicPartition(topic.Name, partition.PartitionIndex), partition.ErrorCode)))
            .Where(static partition => partition.ErrorCode != ErrorCode.None)];
    }
}
