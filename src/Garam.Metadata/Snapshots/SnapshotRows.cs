using System.Collections.Immutable;
using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.Groups;
using Garam.Metadata.Partitions;
using Garam.Metadata.Producers;
using Garam.Metadata.Segments;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Metadata.Snapshots;

/// <summary>Everything that a snapshot holds, captured by reference, and its rows in their order.</summary>
internal sealed class SnapshotRows(ClusterState state)
{
    private readonly HeaderRecord _header = HeaderRecord.Of(state);
    private readonly ImmutableSortedDictionary<NodeAddress, int> _nodeIds = state.Processes.CaptureNodeIds();
    private readonly ImmutableSortedDictionary<int, ProcessState> _processes = state.Processes.CaptureProcesses();
    private readonly ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>> _configs = state.Configs.Capture();
    private readonly LiveSegment[][] _live = state.Segments.CaptureLive();
    private readonly ImmutableSortedDictionary<DeadSegmentKey, DeadSegment> _dead = state.Segments.CaptureDead();
    private readonly ImmutableSortedDictionary<Uuid, TopicState> _topics = state.Topics.CaptureTopics();
    private readonly ImmutableSortedDictionary<Uuid, TopicState> _deletedTopics = state.Topics.CaptureDeleted();
    private readonly ImmutableSortedDictionary<TopicPartition, PartitionLog> _partitions = state.Topics.CapturePartitions();
    private readonly ImmutableSortedDictionary<string, GroupState> _groups = state.Groups.Capture();

    public IEnumerable<SnapshotRecord> All() =>
        new SnapshotRecord[] { _header }
            .Concat(_nodeIds.Select(pair => NodeIdRecord.Of(pair.Key, pair.Value)))
            .Concat(_processes.Values.Select(ProcessRecord.Of))
            .Concat(_configs.Select(pair => ConfigRecord.Of(pair.Key, pair.Value)))
            .Concat(LiveSegments())
            .Concat(_dead.Values.Select(DeadSegmentRecord.Of))
            .Concat(_topics.Values.Select(topic => TopicRecord.Of(topic, isDeleted: false)))
            .Concat(_deletedTopics.Values.Select(topic => TopicRecord.Of(topic, isDeleted: true)))
            .Concat(_partitions.SelectMany(pair => Partition(pair.Key, pair.Value)))
            .Concat(_groups.Values.SelectMany(Group));

    private IEnumerable<SnapshotRecord> LiveSegments()
    {
        for (var slot = 0; slot < PagedTable<LiveSegment>.SlotCount(_live); slot++)
        {
            if (PagedTable<LiveSegment>.Read(_live, slot) is { Length: > 0 } segment)
            {
                yield return LiveSegmentRecord.Of(slot, segment);
            }
        }
    }

    private static IEnumerable<SnapshotRecord> Group(GroupState group)
    {
        yield return GroupRecord.Of(group);
        foreach (var offsets in group.Offsets.Chunk(GroupOffsetsRecord.OffsetsMax))
        {
            yield return GroupOffsetsRecord.Of(group.GroupId, offsets);
        }
    }

    private static IEnumerable<SnapshotRecord> Partition(TopicPartition partition, PartitionLog state)
    {
        yield return PartitionRecord.Of(partition, state);
        for (var from = 0; from < state.Extents.Count; from += ExtentsRecord.ExtentsMax)
        {
            yield return ExtentsRecord.Of(state.Extents, from);
        }

        foreach (var producers in state.Producers.Values.Chunk(ProducersRecord.ProducersMax))
        {
            yield return new ProducersRecord { Producers = [.. producers.Select(ProducerEntry.Of)] };
        }
    }
}
