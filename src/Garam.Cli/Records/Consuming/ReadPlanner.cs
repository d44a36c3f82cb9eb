using Garam.Cli.Connecting;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Cluster;

namespace Garam.Cli.Records.Consuming;

/// <summary>Asks the cluster which offsets a request means.</summary>
internal static class ReadPlanner
{
    public static async Task<ReadPlan> PlanAsync(
        ClusterConnection cluster, ConsumeRequest request, Screen screen, CancellationToken cancellation)
    {
        var topics = await TopicLookup.MatchAsync(cluster, request.Topics, mayBeAbsent: false, cancellation);
        var partitions = PartitionNumbers.Of(topics, request.Partitions);
        var logs = await cluster.AskAsync((admin, limited) => admin.FindOffsetsAsync(partitions, request.Isolation, limited), cancellation);
        CheckOffset(request, logs, screen);
        var starts = await PositionResolver.ResolveAsync(cluster, logs, request.From, request.Isolation, cancellation);
        var isFuture = request is { IsFollowing: true, Until: { Kind: PositionKind.Time } until }
            && until.Value > DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var stops = isFuture
            ? logs.Keys.ToDictionary(partition => partition, _ => long.MaxValue)
            : await StopsAsync(cluster, logs, request, cancellation);
        return new ReadPlan(starts, stops, isFuture ? DateTimeOffset.FromUnixTimeMilliseconds(request.Until!.Value.Value) : null);
    }

    /// <summary>Returns the stops as they are now, for a time that has come.</summary>
    public static async Task<IReadOnlyDictionary<TopicPartition, long>> StopsNowAsync(
        ClusterConnection cluster, ConsumeRequest request, IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellation)
    {
        var logs = await cluster.AskAsync((admin, limited) => admin.FindOffsetsAsync(partitions, request.Isolation, limited), cancellation);
        return await PositionResolver.ResolveAsync(cluster, logs, request.Until!.Value, request.Isolation, cancellation);
    }

    private static async Task<IReadOnlyDictionary<TopicPartition, long>> StopsAsync(
        ClusterConnection cluster,
        IReadOnlyDictionary<TopicPartition, PartitionOffsets> logs,
        ConsumeRequest request,
        CancellationToken cancellation) => request switch
        {
            { Until: null, IsFollowing: true } => logs.Keys.ToDictionary(partition => partition, _ => long.MaxValue),
            { Until: null } => logs.ToDictionary(log => log.Key, log => log.Value.End),

            // A command that follows waits for an offset that does not exist yet.
            { Until: { Kind: PositionKind.Offset } until, IsFollowing: true } => logs.Keys.ToDictionary(
                partition => partition, _ => until.Value),
            _ => await PositionResolver.ResolveAsync(cluster, logs, request.Until.Value, request.Isolation, cancellation),
        };

    /// <summary>An offset that no log has is a mistake. One that some logs do not have any more is worth a line.</summary>
    private static void CheckOffset(ConsumeRequest request, IReadOnlyDictionary<TopicPartition, PartitionOffsets> logs, Screen screen)
    {
        if (request.From is not { Kind: PositionKind.Offset, Value: var offset })
        {
            return;
        }

        if (logs.Values.All(log => offset > log.End))
        {
            var last = logs.Values.Max(log => log.End);
            throw new CommandException(
                ExitCode.NotFound,
                $"--from {offset} is past the end of every partition (the longest ends at {last}); a time is written @{offset}.");
        }

        foreach (var (partition, log) in logs.Where(log => offset < log.Value.Start))
        {
            screen.Complain($"{partition} starts at offset {log.Start}: older records are gone.");
        }
    }
}

/// <summary>The offsets to read.</summary>
/// <param name="Starts">The first offset of each partition.</param>
/// <param name="Stops">The first offset of each partition that is not requested; <see cref="long.MaxValue"/> for no end.</param>
/// <param name="StopsAt">A time in the future: when it comes, the stops are looked up.</param>
internal sealed record ReadPlan(
    IReadOnlyDictionary<TopicPartition, long> Starts, IReadOnlyDictionary<TopicPartition, long> Stops, DateTimeOffset? StopsAt)
{
    /// <summary>The topics that the names and patterns of the request mean.</summary>
    public IReadOnlyList<string> Topics => [.. Starts.Keys.Select(partition => partition.Topic).Distinct()];

    /// <summary>The number of offsets to read; null if there is no end.</summary>
    public long? Total =>
        Stops.Values.Any(stop => stop == long.MaxValue) ? null : Starts.Sum(start => Math.Max(Stops[start.Key] - start.Value, 0));
}
