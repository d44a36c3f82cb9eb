using Garam.Metadata;
using Garam.Metadata.Groups;
using Garam.Metadata.Partitions;
using Garam.Metadata.State;
using Garam.Protocol;

namespace Garam.Testing.Invariants;

/// <summary>
/// Checks the invariants of a state. It reads the whole state, so it is no part of the product: Apply asserts what it sees.
/// Invariants over time (offsets are never reused, watermarks never fall) are checked against the state of the previous call.
/// </summary>
public sealed class InvariantChecker
{
    private readonly Dictionary<TopicPartition, (long LogStartOffset, long HighWatermark)> _seen = [];

    /// <summary>Throws <see cref="InvariantException"/> for the first invariant that does not hold.</summary>
    public void Check(ClusterState state)
    {
        var live = new Dictionary<SegmentId, (long Bytes, int Extents)>();
        foreach (var (partition, log) in state.Topics.CapturePartitions())
        {
            CheckExtents(state, log, live);
            if (state.Topics.TryGet(partition.TopicId, out _))
            {
                Invariant.Check(log.Extents.Count == 0
                    ? log.LogStartOffset == log.HighWatermark
                    : log.Extents[0].BaseOffset <= log.LogStartOffset);
                CheckProgress(partition, log);
                CheckProducers(log);
            }
        }

        CheckSegments(state, live);
        Invariant.Check(state.Topics.ProducerCount == state.Topics.CapturePartitions().Values.Sum(log => log.Producers.Count));
        CheckGroups(state.Groups);
        Invariant.Check(state.Processes.All.DistinctBy(process => process.NodeId).Count() == state.Processes.Count);
        Invariant.Check(state.Processes.All.DistinctBy(process => process.Address).Count() == state.Processes.Count);
    }

    /// <summary>The counts beside the groups agree with the groups.</summary>
    private static void CheckGroups(GroupStateTable groups)
    {
        var (members, bytes) = (0, 0L);
        foreach (var group in groups.Capture().Values)
        {
            Invariant.Check(group.MemberBytes == group.Members.Values.Sum(GroupSizes.OfMember));
            Invariant.Check(group.OffsetBytes == group.Offsets.Values.Sum(GroupSizes.OfOffset));
            members += group.Members.Count;
            bytes += group.Bytes;
        }

        Invariant.Check(groups.MemberCount == members && groups.Bytes == bytes);
    }

    /// <summary>Offsets have no gap between log start and high watermark, and each extent lies inside a live segment.</summary>
    private static void CheckExtents(ClusterState state, PartitionLog log, Dictionary<SegmentId, (long Bytes, int Extents)> live)
    {
        Invariant.Check(log.LogStartOffset >= 0 && log.LogStartOffset <= log.HighWatermark);
        Invariant.Check(log.LastStableOffset <= log.HighWatermark);
        var next = log.Extents.Count == 0 ? log.HighWatermark : log.Extents[0].BaseOffset;
        long bytes = 0;
        for (var i = 0; i < log.Extents.Count; i++)
        {
            var extent = log.Extents[i];
            var segment = state.Segments.At(extent.SegmentSlot);
            Invariant.Check(extent.BaseOffset == next && extent.LastOffsetDelta >= 0 && extent.Length > 0);
            Invariant.Check(extent.Position >= 0 && (long)extent.Position + extent.Length <= segment.Length);
            var counted = live.GetValueOrDefault(segment.Id);
            live[segment.Id] = (counted.Bytes + extent.Length, counted.Extents + 1);
            next = extent.LastOffset + 1;
            bytes += extent.Length;
        }

        Invariant.Check(next == log.HighWatermark && bytes == log.SizeBytes);
    }

    private static void CheckSegments(ClusterState state, Dictionary<SegmentId, (long Bytes, int Extents)> live)
    {
        Invariant.Check(state.Segments.LiveCount == live.Count);
        foreach (var segment in state.Segments.Live)
        {
            Invariant.Check(live.GetValueOrDefault(segment.Id) == (segment.LiveBytes, segment.LiveExtents));
        }

        foreach (var dead in state.Segments.Dead)
        {
            Invariant.Check(!live.ContainsKey(dead.Id) && dead.DeadSequence <= state.Sequence);
        }
    }

    private static void CheckProducers(PartitionLog log)
    {
        foreach (var (id, producer) in log.Producers)
        {
            Invariant.Check(id == producer.ProducerId && producer.Window.Count > 0);
            for (var i = 0; i < producer.Window.Count; i++)
            {
                Invariant.Check(producer.Window[i].BaseOffset < log.HighWatermark);
                Invariant.Check(i == 0 || producer.Window[i].BaseOffset > producer.Window[i - 1].BaseOffset);
            }
        }
    }

    private void CheckProgress(TopicPartition partition, PartitionLog log)
    {
        var before = _seen.GetValueOrDefault(partition);
        Invariant.Check(log.HighWatermark >= before.HighWatermark && log.LogStartOffset >= before.LogStartOffset);
        _seen[partition] = (log.LogStartOffset, log.HighWatermark);
    }
}
