using System.Collections.ObjectModel;
using Garam.Cli.Connecting;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Groups;

namespace Garam.Cli.Groups;

/// <summary>Combines what coordinators know about groups with what leaders know about their partitions.</summary>
internal static class GroupInspection
{
    public static async Task<IReadOnlyList<GroupDetails>> DescribeAsync(
        ClusterConnection cluster, IReadOnlyList<GroupListing> groups, CancellationToken cancellation)
    {
        var admin = new GroupAdminClient(cluster.Client);
        var described = await cluster.AskAsync(
            (_, limited) => admin.DescribeAsync([.. groups.Select(group => group.GroupId)], limited), cancellation);
        List<GroupDetails> details = [];
        foreach (var (listing, group) in groups.Zip(described))
        {
            var committed = listing.Type == GroupLookup.ShareType
                ? ReadOnlyDictionary<TopicPartition, CommittedOffset>.Empty
                : await cluster.AskAsync((_, limited) => admin.FetchOffsetsAsync(listing.GroupId, null, limited), cancellation);
            var readers = ReadersOf(group);
            TopicPartition[] partitions = [.. committed.Keys.Concat(readers.Keys).Distinct().Order()];
            var offsets = await FindOffsetsAsync(cluster, partitions, cancellation);
            details.Add(Describe(listing, group, [.. partitions.Select(partition => Describe(partition, committed, offsets, readers))]));
        }

        return details;
    }

    /// <summary>Finds the offsets of those partitions that exist: a group keeps the offsets of topics that are gone.</summary>
    public static async Task<IReadOnlyDictionary<TopicPartition, PartitionOffsets>> FindOffsetsAsync(
        ClusterConnection cluster, IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation)
    {
        string[] names = [.. partitions.Select(partition => partition.Topic).Distinct()];
        var topics = await cluster.AskAsync((admin, limited) => admin.DescribeTopicsAsync(names, limited), cancellation);
        var counts = topics.ToDictionary(topic => topic.Name, topic => topic.Partitions.Count);
        TopicPartition[] existing = [.. partitions.Where(partition => partition.Partition < counts.GetValueOrDefault(partition.Topic))];
        return await cluster.AskAsync((admin, limited) => admin.FindOffsetsAsync(existing, limited), cancellation);
    }

    /// <summary>Adds up the known lags; null if none is known.</summary>
    public static long? LagOf(
        IReadOnlyDictionary<TopicPartition, CommittedOffset> committed, IReadOnlyDictionary<TopicPartition, PartitionOffsets> logs)
    {
        long[] lags = [.. committed.Where(offset => logs.ContainsKey(offset.Key)).Select(
            offset => LagOf(offset.Value.Offset, logs[offset.Key]))];
        return lags.Length > 0 ? lags.Sum() : null;
    }

    private static Dictionary<TopicPartition, string> ReadersOf(GroupDescription group)
    {
        var readers = new Dictionary<TopicPartition, string>();
        foreach (var member in group.Members)
        {
            foreach (var partition in member.Assignment)
            {
                readers[partition] = member.MemberId;
            }
        }

        return readers;
    }

    private static GroupDetails Describe(GroupListing listing, GroupDescription group, IReadOnlyList<GroupPartition> partitions) => new(
        listing.GroupId,
        OrNull(group.IsUnknown ? listing.State : group.State),
        OrNull(listing.Type),
        listing.ProtocolType,
        OrNull(group.Protocol),
        group.Coordinator.ToString(),
        group.IsUnknown ? null : [.. group.Members.Select(Describe)],
        partitions,
        TotalLagOf(partitions));

    /// <summary>Returns null if no lag is known: a group that has committed nothing is not a group with nothing left to read.</summary>
    public static long? TotalLagOf(IReadOnlyList<GroupPartition> partitions) =>
        partitions.Any(partition => partition.Lag is not null) ? partitions.Sum(partition => partition.Lag ?? 0) : null;

    private static GroupMember Describe(GroupMemberDescription member) => new(
        member.MemberId,
        member.InstanceId,
        member.ClientId,
        member.Host,
        member.Topics,
        [.. member.Assignment.Order().Select(partition => new AssignedPartition(partition.Topic, partition.Partition))]);

    private static GroupPartition Describe(
        TopicPartition partition,
        IReadOnlyDictionary<TopicPartition, CommittedOffset> committed,
        IReadOnlyDictionary<TopicPartition, PartitionOffsets> offsets,
        Dictionary<TopicPartition, string> readers)
    {
        long? position = committed.TryGetValue(partition, out var found) ? found.Offset : null;
        PartitionOffsets? range = offsets.TryGetValue(partition, out var known) ? known : null;

        long? lag = position is { } next && range is { } log ? LagOf(next, log) : null;
        return new GroupPartition(
            partition.Topic, partition.Partition, position, range?.Start, range?.End, lag, readers.GetValueOrDefault(partition));
    }

    /// <summary>Records that were deleted after the committed offset are not lag: no member can read them any more.</summary>
    private static long LagOf(long next, PartitionOffsets log) => Math.Max(log.End - Math.Max(next, log.Start), 0);

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}
