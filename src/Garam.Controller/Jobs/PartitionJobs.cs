using Garam.Controller.Leadership;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Commands.Producers;
using Garam.Metadata.Commands.Topics;
using Garam.Metadata.Partitions;
using Garam.Metadata.Topics;

namespace Garam.Controller.Jobs;

/// <summary>The jobs that walk over all partitions, in pieces. Owner: the job loop.</summary>
internal sealed class PartitionJobs(Replica replica, ILeader leader, JobOptions options)
{
    /// <summary>Extents of one partition looked at in one round: more than a busy partition gets in an interval.</summary>
    private const int ExtentsMax = 256;

    /// <summary>Producers of one partition expired in one round.</summary>
    private const int ProducersMax = 100;

    /// <param name="nowMs">Null: nothing goes by age.</param>
    /// <param name="cancellation">Ends the walk.</param>
    public async ValueTask RetainAsync(long? nowMs, CancellationToken cancellation)
    {
        for (PartitionCursor? cursor = PartitionCursor.Start; cursor is { } from;)
        {
            var (partitions, next) = replica.Read((from, nowMs, options.PartitionsPerRead), static (state, arg) => PlanRetention(state, arg.from, arg.PartitionsPerRead, arg.nowMs));
            if (partitions.Count > 0)
            {
                await leader.SubmitAsync(new AdvanceLogStart { Partitions = [.. partitions] }, cancellation);
            }

            cursor = next;
        }
    }

    /// <summary>Until nothing is left: logs that start later now and deleted topics still hold extents, and these hold segments.</summary>
    public async ValueTask ReclaimAsync(CancellationToken cancellation)
    {
        while (replica.Read(0, static (state, _) => state.HasGarbage))
        {
            await leader.SubmitAsync(new ReclaimExtents { ExtentsMax = options.CommandItemsMax }, cancellation);
        }
    }

    public async ValueTask ExpireProducersAsync(long nowMs, CancellationToken cancellation)
    {
        var silentSinceMs = nowMs - (long)options.ProducerIdExpiration.TotalMilliseconds;
        for (PartitionCursor? cursor = PartitionCursor.Start; cursor is { } from;)
        {
            var (expired, next) = replica.Read((from, silentSinceMs, options.PartitionsPerRead), static (state, arg) => PlanExpiry(state, arg.from, arg.PartitionsPerRead, arg.silentSinceMs));
            if (expired.Count > 0)
            {
                await leader.SubmitAsync(new ExpireProducers { SilentSinceMs = silentSinceMs, Producers = [.. expired] }, cancellation);
            }

            cursor = next;
        }
    }

    private static (List<PartitionOffset> Partitions, PartitionCursor? Next) PlanRetention(ClusterState state, PartitionCursor from, int limit, long? nowMs)
    {
        var planned = new List<PartitionOffset>();
        var extents = new Extent[ExtentsMax];
        var next = from.Walk(state, limit, (topic, partition, log) =>
        {
            if (PlanLogStart(state, topic, partition, log, extents, nowMs) is { } offset)
            {
                planned.Add(new PartitionOffset { TopicId = partition.TopicId, Partition = partition.Partition, Offset = offset });
            }
        });
        return (planned, next);
    }

    private static long? PlanLogStart(ClusterState state, TopicState topic, TopicPartition partition, PartitionState log, Extent[] extents, long? nowMs)
    {
        var policy = RetentionPolicy.Resolve(state.Configs, topic.Name);

        // The size counts garbage as well: it is known once that is reclaimed, which happens first in every round.
        long? sizeBytes = log.HasGarbage ? null : log.SizeBytes;

        // In most logs the oldest extent stays, and then no other matters.
        return Plan(extentsMax: 1) is null ? null : Plan(ExtentsMax);

        long? Plan(int extentsMax)
        {
            var found = state.Extents.Find(partition, log.LogStartOffset, long.MaxValue, extents.AsSpan(0, extentsMax));
            return RetentionPlanner.PlanLogStart(policy, extents.AsSpan(0, found), sizeBytes, nowMs);
        }
    }

    private static (List<PartitionProducer> Expired, PartitionCursor? Next) PlanExpiry(ClusterState state, PartitionCursor from, int limit, long silentSinceMs)
    {
        var expired = new List<PartitionProducer>();
        var next = from.Walk(
            state, limit, (_, partition, log) => expired.AddRange(ProducerExpiryPlanner.Plan(partition, log, silentSinceMs).Take(ProducersMax)));
        return (expired, next);
    }
}
