using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Client.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.ConsumerGroupDescribe;
using Garam.Protocol.Messages.DeleteGroups;
using Garam.Protocol.Messages.DescribeGroups;
using Garam.Protocol.Messages.ListGroups;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Protocol.Messages.OffsetDelete;
using Garam.Protocol.Messages.OffsetFetch;
using Garam.Protocol.Wire;

namespace Garam.Client.Admin;

/// <summary>
/// Describes consumer groups and changes their offsets. A call is repeated while its outcome is unknown, so a repeated delete may find its
/// own work done and fail with GROUP_ID_NOT_FOUND. It borrows the client. Any thread.
/// </summary>
public sealed class GroupAdminClient
{
    private readonly ClusterClient _client;

    internal GroupAdminClient(ClusterClient client) => _client = client;

    /// <summary>Returns the groups of all brokers, ordered by name.</summary>
    /// <exception cref="KafkaException">A broker refuses.</exception>
    public async ValueTask<IReadOnlyList<GroupListing>> ListAsync(CancellationToken cancellation = default)
    {
        var metadata = await _client.Retries.RunAsync(async cancellation => await _client.GetMetadataAsync([], cancellation), cancellation);
        var groups = new SortedDictionary<string, GroupListing>(StringComparer.Ordinal);
        foreach (var broker in metadata.Brokers.Values)
        {
            foreach (var group in await _client.Retries.RunAsync(cancellation => ListAsync(broker, cancellation), cancellation))
            {
                groups[group.GroupId] = new GroupListing(group.GroupId, group.ProtocolType, group.GroupState, group.GroupType);
            }
        }

        return [.. groups.Values];
    }

    /// <summary>
    /// Describes the groups in the order of <paramref name="groups"/>. A group that does not exist is described as unknown.
    /// </summary>
    /// <exception cref="KafkaException">A broker refuses.</exception>
    public ValueTask<IReadOnlyList<GroupDescription>> DescribeAsync(
        IReadOnlyList<string> groups, CancellationToken cancellation = default) =>
        _client.Retries.RunAsync<IReadOnlyList<GroupDescription>>(
            async cancellation =>
            {
                var coordinators = await CoordinatorLookup.FindAsync(_client, groups, cancellation);
                var described = new Dictionary<string, GroupDescription>();
                foreach (var coordinator in groups.Distinct().GroupBy(group => coordinators[group]))
                {
                    foreach (var group in await DescribeAsync(coordinator.Key, [.. coordinator], cancellation))
                    {
                        described[group.GroupId] = group;
                    }
                }

                return [.. groups.Select(group => described[group])];
            },
            cancellation);

    /// <summary>Returns the committed offsets of a group; a group that does not exist has none.</summary>
    /// <param name="partitions">Null for all partitions with a committed offset.</param>
    /// <exception cref="KafkaException">The coordinator refuses.</exception>
    public ValueTask<IReadOnlyDictionary<TopicPartition, CommittedOffset>> FetchOffsetsAsync(
        string group, IReadOnlyCollection<TopicPartition>? partitions, CancellationToken cancellation = default) =>
        _client.Retries.RunAsync<IReadOnlyDictionary<TopicPartition, CommittedOffset>>(
            async cancellation => OffsetMessages.Read(
                await CallAsync<OffsetFetchRequest, OffsetFetchResponse>(
                    group, OffsetMessages.Fetch(group, partitions), cancellation, OffsetMessages.NamedTopicsVersion),
                group),
            cancellation);

    /// <summary>
    /// Sets offsets of a group without members, and creates the group if there is none. Returns the outcome for each partition:
    /// UNKNOWN_MEMBER_ID for all of them if the group has members.
    /// </summary>
    /// <exception cref="KafkaException">The coordinator cannot be found.</exception>
    public ValueTask<IReadOnlyDictionary<TopicPartition, ErrorCode>> AlterOffsetsAsync(
        string group, IReadOnlyDictionary<TopicPartition, CommittedOffset> offsets, CancellationToken cancellation = default) =>
        _client.Retries.RunAsync<IReadOnlyDictionary<TopicPartition, ErrorCode>>(
            async cancellation =>
            {
                var request = new OffsetCommitRequest { GroupId = group, Topics = OffsetMessages.ToCommit(offsets) };
                var response = await CallAsync<OffsetCommitRequest, OffsetCommitResponse>(
                    group, request, cancellation, OffsetMessages.NamedTopicsVersion);
                return Collect(response.Topics.SelectMany(static topic => topic.Partitions.Select(
                    partition => (new TopicPartition(topic.Name, partition.PartitionIndex), partition.ErrorCode))));
            },
            cancellation);

    /// <summary>
    /// Deletes committed offsets of a group. Returns the outcome for each partition: GROUP_SUBSCRIBED_TO_TOPIC while members read its
    /// topic.
    /// </summary>
    /// <exception cref="KafkaException">The coordinator refuses for the whole group, for example with GROUP_ID_NOT_FOUND.</exception>
    public ValueTask<IReadOnlyDictionary<TopicPartition, ErrorCode>> DeleteOffsetsAsync(
        string group, IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation = default) =>
        _client.Retries.RunAsync<IReadOnlyDictionary<TopicPartition, ErrorCode>>(
            async cancellation =>
            {
                var request = new OffsetDeleteRequest
                {
                    GroupId = group,
                    Topics = [.. OffsetMessages.ByTopic(partitions).Select(static topic => new OffsetDeleteRequest.OffsetDeleteRequestTopic
                    {
                        Name = topic.Name,
                        Partitions = [.. topic.Numbers.Select(static number =>
                            new OffsetDeleteRequest.OffsetDeleteRequestPartition { PartitionIndex = number })],
                    })],
                };
                var response = await CallAsync<OffsetDeleteRequest, OffsetDeleteResponse>(group, request, cancellation);
                KafkaException.ThrowIfRefused(response.ErrorCode, $"Deleting offsets of group '{group}'");
                return Collect(response.Topics.SelectMany(static topic => topic.Partitions.Select(
                    partition => (new TopicPartition(topic.Name, partition.PartitionIndex), partition.ErrorCode))));
            },
            cancellation);

    /// <summary>Deletes the group and its offsets.</summary>
    /// <exception cref="KafkaException">NON_EMPTY_GROUP while it has members, or GROUP_ID_NOT_FOUND.</exception>
    public async ValueTask DeleteAsync(string group, CancellationToken cancellation = default) =>
        _ = await _client.Retries.RunAsync(
            async cancellation =>
            {
                var request = new DeleteGroupsRequest { GroupsNames = [group] };
                var result = (await CallAsync<DeleteGroupsRequest, DeleteGroupsResponse>(group, request, cancellation)).Results.Single();
                KafkaException.ThrowIfRefused(result.ErrorCode, $"Deleting group '{group}'");
                return result;
            },
            cancellation);

    private static Dictionary<TopicPartition, ErrorCode> Collect(IEnumerable<(TopicPartition Partition, ErrorCode Code)> results)
    {
        var codes = new Dictionary<TopicPartition, ErrorCode>();
        foreach (var (partition, code) in results)
        {
            if (code.IsRetriable && code != ErrorCode.UnknownTopicOrPartition)
            {
                throw new KafkaException(code, $"Changing the offset of {partition}");
            }

            codes[partition] = code;
        }

        return codes;
    }

    /// <summary>DescribeGroups calls a group of the new protocol (KIP-848) unknown; ConsumerGroupDescribe describes it.</summary>
    private async ValueTask<IEnumerable<GroupDescription>> DescribeAsync(
        HostPort coordinator, string[] groups, CancellationToken cancellation)
    {
        var response = await CallAsync<DescribeGroupsRequest, DescribeGroupsResponse>(
            coordinator, new DescribeGroupsRequest { Groups = groups }, cancellation);
        var described = response.Groups.Select(group => GroupDescriptions.From(group, coordinator)).ToArray();
        string[] others = [.. described.Where(group => group.IsUnknown).Select(group => group.GroupId)];
        if (others.Length == 0)
        {
            return described;
        }

        var connection = await _client.ConnectAsync(coordinator, ConnectionPurpose.Control, cancellation);
        if (connection.VersionOf(ApiKey.ConsumerGroupDescribe) is null)
        {
            return described;
        }

        var found = await CallAsync<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>(
            coordinator, new ConsumerGroupDescribeRequest { GroupIds = others }, cancellation);
        return described.Where(group => !group.IsUnknown).Concat(
            found.Groups.Select(group => ConsumerGroupDescriptions.From(group, coordinator)));
    }

    private async ValueTask<ListGroupsResponse.ListedGroup[]> ListAsync(HostPort broker, CancellationToken cancellation)
    {
        var response = await CallAsync<ListGroupsRequest, ListGroupsResponse>(broker, new ListGroupsRequest(), cancellation);
        KafkaException.ThrowIfRefused(response.ErrorCode, "Listing groups");
        return response.Groups;
    }

    private async ValueTask<TResponse> CallAsync<TRequest, TResponse>(
        string group, TRequest request, CancellationToken cancellation, short versionMax = short.MaxValue)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new() =>
        await CallAsync<TRequest, TResponse>(
            await CoordinatorLookup.FindAsync(_client, group, cancellation), request, cancellation, versionMax);

    private ValueTask<TResponse> CallAsync<TRequest, TResponse>(
        HostPort broker, TRequest request, CancellationToken cancellation, short versionMax = short.MaxValue)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new() =>
        _client.CallAsync<TRequest, TResponse>(broker, ConnectionPurpose.Control, request, cancellation, versionMax);
}

/// <param name="GroupId">The group's name.</param>
/// <param name="ProtocolType">"consumer" for consumers, "connect" for Kafka Connect, empty for a group that only has offsets.</param>
/// <param name="State">Kafka's name of the state, for example Stable; empty if the broker is too old to say.</param>
/// <param name="Type">"classic", "consumer" (KIP-848), "share" (KIP-932) or "streams" (KIP-1071); empty if the broker is too old to
/// say.</param>
public sealed record GroupListing(string GroupId, string ProtocolType, string State, string Type);
