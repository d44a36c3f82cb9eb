using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Partitions;
using Garam.Metadata.State;
using TopicPartition = Garam.Client.Cluster.TopicPartition;

namespace Garam.Simulation.Checks;

/// <summary>A segment that somebody deletes behind the node's back, and how far each partition can still be read.</summary>
/// <param name="Segment">The one that is lost.</param>
/// <param name="Logs">By partition: from where, and up to which offset.</param>
internal sealed record SegmentLoss(SegmentId Segment, SortedDictionary<TopicPartition, ReadableLog> Logs)
{
    /// <summary>The oldest segment of a partition that the seed chooses; null when there is nothing to lose.</summary>
    public static SegmentLoss? Choose(Replica replica, IEnumerable<TopicPartition> partitions, Random random)
    {
        var logs = new SortedDictionary<TopicPartition, (long Start, long End, List<Extent> Extents)>();
        foreach (var partition in partitions)
        {
            logs.Add(partition, replica.Read(partition, Read));
        }

        var victims = logs.Values.Where(static log => log.Extents.Count > 0).ToList();
        return victims.Count == 0 ? null : Of(victims[random.Next(victims.Count)].Extents[0].Segment, logs);
    }

    private static SegmentLoss Of(SegmentId segment, SortedDictionary<TopicPartition, (long Start, long End, List<Extent> Extents)> logs)
    {
        var readable = new SortedDictionary<TopicPartition, ReadableLog>();
        foreach (var (partition, log) in logs)
        {
            var lost = log.Extents.FindIndex(extent => extent.Segment == segment);
            readable.Add(
                partition, new ReadableLog(log.Start, lost < 0 ? log.End : Math.Max(log.Start, log.Extents[lost].BaseOffset), lost >= 0));
        }

        return new SegmentLoss(segment, readable);
    }

    private static (long Start, long End, List<Extent> Extents) Read(ClusterState state, TopicPartition partition)
    {
        var extents = new List<Extent>();
        if (!state.Topics.TryGet(partition.Topic, out var topic)
            || !state.Topics.TryGetPartition(new Metadata.TopicPartition(topic.Id, partition.Partition), out var log))
        {
            return (0, 0, extents);
        }

        var buffer = new Extent[64];
        var next = log.LogStartOffset;
        while (state.Extents.Find(new Metadata.TopicPartition(topic.Id, partition.Partition), next, long.MaxValue, buffer) is var count
            && count > 0)
        {
            extents.AddRange(buffer[..count]);
            next = buffer[count - 1].LastOffset + 1;
        }

        return (log.LogStartOffset, log.HighWatermark, extents);
    }
}

/// <param name="Start">The first offset.</param>
/// <param name="End">The first offset that cannot be read, or the end of the log.</param>
/// <param name="IsCut">The log goes on behind its readable end.</param>
internal readonly record struct ReadableLog(long Start, long End, bool IsCut);
