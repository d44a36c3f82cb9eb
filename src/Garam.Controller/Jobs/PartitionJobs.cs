using Garam.Controller.Leadership;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Logs;
using Garam.Metadata.Partitions;
using Garam.Metadata.Producers;
using Garam.Metadata.State;
using Garam.Metadata.Topics;

namespace Garam.Controller.Jobs;

/// <summary>The jobs that walk over all partitions, in pieces. Owner: the job loop.</summary>
internal sealed class PartitionJobs(Replica replica, ILeader leader, JobOptions options)
{
    /// <summary>Extents of one partition looked at under one hold of the replica's lock; a partition with more to free is visited again.</summary>
    private const int ExtentsMax = 1_024;

    /// <summary>Producers of one partition expired by one command; a partition with more is visited again.</summary>
    private const int ProducersMax = 100;

    /// <summary>Walks as often as a partition had more to free than one look at it shows.</summary>
    /// <param name="nowMs">Null: nothing goes by age.</param>
    /// <param name="cancellation">Ends the walk.</param>
    public async ValueTask RetainAsync(long? nowMs, CancellationToken cancellation)
    {
        bool moreRemain;
        do
        {
            await ReclaimAsync(cancellation);
            moreRemain = false;
            for (PartitionCursor? cursor = PartitionCursor.Start; cursor is { } from;)
            {
                var plan = replica.Read((from, nowMs, options.PartitionsPerRead), static (state, arg) => PlanRetention(state, arg.from, arg.PartitionsPerRead, arg.nowMs));
                if (plan.Partitions.Count > 0)
                {
                    await leader.SubmitAsync(new AdvanceLogStart { Partitions = [.. plan.Partitions] }, cancellation);
                }

                moreRemain |= plan.MoreRemain;
                cursor = plan.Next;
            }
        }
        while (moreRemain);

        await ReclaimAsync(cancellation);
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

            // Those that were expired are gone now, so the same partitions show what more there is.
            cursor = expired.Count > 0 ? from : next;
        }
    }

    private static RetentionPlan PlanRetention(ClusterState state, PartitionCursor from, int limit, long? nowMs)
    {
        var planned = new List<PartitionOffset>();
        var moreRemain = false;
        var extents = new Extent[ExtentsMax];
        var next = from.Walk(state, limit, (topic, partition, log) =>
        {
            if (PlanLogStart(state, topic, partition, log, extents, nowMs) is { } start)
            {
                planned.Add(new PartitionOffset { TopicId = partition.TopicId, Partition = partition.Partition, Offset = start.Offset });
                moreRemain |= start.MoreMayGo;
            }
        });
        return new RetentionPlan(planned, moreRemain, next);
    }

    private static (long Offset, bool MoreMayGo)? PlanLogStart(
        ClusterState state, TopicState topic, TopicPartition partition, PartitionLog log, Extent[] extents, long? nowMs)
    {
        var policy = RetentionPolicy.Resolve(state.Configs, topic.Name);

        // The size counts garbage as well: it is known once that is reclaimed, which happens first in every walk.
        long? sizeBytes = log.HasGarbage ? null : log.SizeBytes;

        // In most logs the oldest extent stays, and then no other matters.
        return Plan(extentsMax: 1) is null ? null : Plan(ExtentsMax);

        (long Offset, bool MoreMayGo)? Plan(int extentsMax)
        {
            var found = extents.AsSpan(0, state.Extents.Find(partition, log.LogStartOffset, long.MaxValue, extents.AsSpan(0, extentsMax)));
            var start = RetentionPlanner.PlanLogStart(policy, found, sizeBytes, state.Facts.CommitTimesSinceMs, nowMs);

            // A plan that reaches as far as the look: the extents after it may have to go too.
            return start is { } offset ? (offset, found.Length == extentsMax && offset > found[^1].LastOffset) : null;
        }
    }

    private static (List<PartitionProducer> Expired, PartitionCursor? Next) PlanExpiry(ClusterState state, PartitionCursor from, int limit, long silentSinceMs)
    {
        var expired = new List<PartitionProducer>();
        var next = from.Walk(
            state, limit, (_, partition, log) => expired.AddRange(ProducerExpiryPlanner.Plan(partition, log, silentSinceMs).Take(ProducersMax)));
        return (expired, next);
    }

    private readonly record struct RetentionPlan(List<PartitionOffset> Partitions, bool MoreRemain, PartitionCursor? Next);
}
