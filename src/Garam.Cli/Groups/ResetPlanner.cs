using Garam.Cli.Connecting;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Client.Groups;

namespace Garam.Cli.Groups;

/// <summary>Works out which offsets a reset would set, without setting any.</summary>
internal static class ResetPlanner
{
    public static async Task<ResetPlan> PlanAsync(
        ClusterConnection cluster, OffsetSelection request, Position to, CancellationToken cancellation)
    {
        var admin = new GroupAdminClient(cluster.Client);
        var committed = await cluster.AskAsync((_, limited) => admin.FetchOffsetsAsync(request.Group, null, limited), cancellation);
        var partitions = request.Topics.Count > 0 ? await ExpandAsync(cluster, request, cancellation) : [.. committed.Keys];
        var logs = await GroupInspection.FindOffsetsAsync(cluster, partitions, cancellation);
        if (logs.Count == 0)
        {
            throw new CommandException(ExitCode.NotFound, $"group '{request.Group}' has no committed offsets; name topics with --topic.");
        }

        var targets = to.Kind == PositionKind.Shift
            ? logs.ToDictionary(log => log.Key, log => Shift(log.Key, log.Value, to.Value, committed))
            : await PositionResolver.ResolveAsync(cluster, logs, to, IsolationLevel.Uncommitted, cancellation);
        return new ResetPlan(
            request.Group,
            Executed: false,
            [.. targets.Keys.Order().Select(partition => ToStep(partition, committed, targets[partition]))]);
    }

    private static async Task<IReadOnlyList<TopicPartition>> ExpandAsync(
        ClusterConnection cluster, OffsetSelection request, CancellationToken cancellation) =>
        PartitionNumbers.Of(await TopicLookup.FindAsync(cluster, request.Topics, cancellation), request.Partitions);

    private static ResetStep ToStep(
        TopicPartition partition, IReadOnlyDictionary<TopicPartition, CommittedOffset> committed, long target) =>
        new(partition.Topic, partition.Partition, committed.TryGetValue(partition, out var from) ? from.Offset : null, target);

    private static long Shift(
        TopicPartition partition, PartitionOffsets log, long by, IReadOnlyDictionary<TopicPartition, CommittedOffset> committed) =>
        committed.TryGetValue(partition, out var from)
            ? PositionResolver.Within(log, from.Offset + by)
            : throw new CommandException(
                ExitCode.NotFound, $"{partition} has no committed offset to move by {by}; give --to start, end, an offset or a time.");
}
