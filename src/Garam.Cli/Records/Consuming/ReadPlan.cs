using Garam.Client.Cluster;

namespace Garam.Cli.Records.Consuming;

/// <summary>Which offsets are to be read.</summary>
/// <param name="Starts">By partition.</param>
/// <param name="Stops">The first offset of each partition that is not wanted; <see cref="long.MaxValue"/> for no end.</param>
/// <param name="StopsAt">A time that has not come when the work begins: then the stops are looked up.</param>
internal sealed record ReadPlan(IReadOnlyDictionary<TopicPartition, long> Starts, IReadOnlyDictionary<TopicPartition, long> Stops, DateTimeOffset? StopsAt)
{
    /// <summary>Gets what the names and patterns of the request mean.</summary>
    public IReadOnlyList<string> Topics => [.. Starts.Keys.Select(partition => partition.Topic).Distinct()];

    /// <summary>How many offsets that is; null where it has no end.</summary>
    public long? Total => Stops.Values.Any(stop => stop == long.MaxValue) ? null : Starts.Sum(start => Math.Max(Stops[start.Key] - start.Value, 0));
}
