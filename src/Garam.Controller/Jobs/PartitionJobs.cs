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
    /// <summary>
    /// Extents of one partition looked at under one hold of the replica's lock; a partition with more to free is visited again.
    /// </summary>
    private const int ExtentsMax = 1_024;

    /// <summary>Producers of one partition expired by one command; a partition with more is visited again.</summary>
    private const int ProducersMax = 100;

    /// <summary>Repeats the walk while a partition had more to free than one look shows.</summary>
    /// <param name="nowMs">Null when nothing may be deleted by age.</param>
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
                var plan = replica.Read(
                    (from, nowMs, options.PartitionsPerRead),
                    static (state, arg) => PlanRetention(state, arg.from, arg.PartitionsPerRead, arg.nowMs));
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

    /// <summary>
    /// Reclaims until nothing is left: logs that start later now and deleted topics still hold extents, and these hold segments.
    /// </summary>
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
            var (expired, next) = replica.Read(
                (from, silentSinceMs, options.PartitionsPerRead),
                static (state, arg) => PlanExpiry(state, arg.from, arg.PartitionsPerRead, arg.silentSinceMs));
            if (expired.Count > 0)
            {
                await leader.SubmitAsync(new ExpireProducers { SilentSinceMs = silentSinceMs, Producers = [.. expired] }, cancellation);
            }

            // The expired producers are gone now, so the same partitions show the remaining ones.
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

    private static (List<PartitionProducer> Expired, PartitionCursor? Next) PlanExpiry(
        ClusterState state, PartitionCursor from, int limit, long silentSinceMs)
    {
        var expired = new List<PartitionProducer>();
        var next = from.Walk(
            state,
            limit,
            (_, partition, log) => expired.AddRange(ProducerExpiryPlanner.Plan(partition, log, silentSinceMs).Take(ProducersMax)));
        return (expired, next);
    }

    private readonly record struct RetentionPlan(List<PartitionOffset> Partitions, bool MoreRemain, PartitionCursor? Next);
}

/// <summary>A place in the walk over all partitions, which goes in pieces so that the replica's lock is held briefly each time.</summary>
/// <param name="Topic">The name to go on from.</param>
/// <param name="Partition">The first partition of that topic not yet visited.</param>
internal readonly record struct PartitionCursor(string Topic, int Partition)
{
    public static readonly PartitionCursor Start = new("", 0);

    /// <summary>
    /// Calls <paramref name="visit"/> for up to <paramref name="limit"/> partitions. Returns null when the walk has come to its end.
    /// </summary>
    public PartitionCursor? Walk(ClusterState state, int limit, Action<TopicState, TopicPartition, PartitionLog> visit)
    {
        var visited = 0;
        foreach (var topic in state.Topics.OrderedByName(Topic))
        {
            for (var number = topic.Name == Topic ? Partition : 0; number < topic.Partitions; number++)
            {
                if (visited++ == limit)
                {
                    return new PartitionCursor(topic.Name, number);
                }

                var partition = new TopicPartition(topic.Id, number);
                if (state.Topics.TryGetPartition(partition, out var partitionState))
                {
                    visit(topic, partition, partitionState);
                }
            }
        }

        return null;
    }
}

/// <summary>
/// Plans which producers of a partition have been silent for too long: by the leader's time of their last commit, never by their records'
/// own times. Pure.
/// </summary>
internal static class ProducerExpiryPlanner
{
    public static IEnumerable<PartitionProducer> Plan(TopicPartition partition, PartitionLog state, long silentSinceMs) =>
        state.Producers.Values
            .Where(producer => producer.LastCommitMs < silentSinceMs)
            .Select(producer => new PartitionProducer
            {
                TopicId = partition.TopicId,
                Partition = partition.Partition,
                ProducerId = producer.ProducerId,
            });
}
