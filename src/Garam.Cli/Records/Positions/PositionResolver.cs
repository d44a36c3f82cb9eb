using Garam.Cli.Connecting;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Cli.Records.Positions;

/// <summary>Turns positions into offsets of partitions, within what each log holds.</summary>
internal static class PositionResolver
{
    /// <summary>Returns one offset for each of <paramref name="logs"/>.</summary>
    /// <param name="cluster">The cluster to ask about times; the rest is arithmetic.</param>
    /// <param name="logs">Start and end of each log.</param>
    /// <param name="position">The same for all partitions. Not a shift, which starts from an offset that is not part of the log.</param>
    /// <param name="isolation">The level at which the ends of <paramref name="logs"/> were found.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyDictionary<TopicPartition, long>> ResolveAsync(
        ClusterConnection cluster,
        IReadOnlyDictionary<TopicPartition, PartitionOffsets> logs,
        Position position,
        IsolationLevel isolation,
        CancellationToken cancellation)
    {
        if (position.Kind != PositionKind.Time)
        {
            return logs.ToDictionary(log => log.Key, log => Place(position, log.Value));
        }

        var where = TimeOf(position);
        var found = await cluster.AskAsync(
            (_, limited) => new OffsetClient(cluster.Client, isolation).ListAsync(logs.Keys, where, limited), cancellation);
        return logs.ToDictionary(
            log => log.Key, log => found[log.Key].Offset is >= 0 and var offset ? Within(log.Value, offset) : log.Value.End);
    }

    /// <summary>Clamps the time at 1970: the protocol gives negative times a special meaning, and no record is older.</summary>
    public static OffsetSpec TimeOf(Position position) => new(Math.Max(position.Value, 0));

    /// <summary>Returns the offset of a position that is not a time.</summary>
    public static long Place(Position position, PartitionOffsets log) => position.Kind switch
    {
        PositionKind.Start => log.Start,
        PositionKind.End => log.End,
        PositionKind.Offset => Within(log, position.Value),
        PositionKind.BeforeEnd => Within(log, log.End - position.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(position)),
    };

    public static long Within(PartitionOffsets log, long offset) => Math.Clamp(offset, log.Start, log.End);
}
