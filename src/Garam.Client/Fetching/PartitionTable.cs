using Garam.Client.Cluster;
using Garam.Protocol;

namespace Garam.Client.Fetching;

/// <summary>The assigned partitions, found by name and by the ids in responses. One caller at a time.</summary>
internal sealed class PartitionTable
{
    private readonly SortedDictionary<TopicPartition, AssignedPartition> _byName = [];
    private readonly Dictionary<(Uuid Topic, int Partition), AssignedPartition> _byId = [];
    private ClusterMetadata? _aligned;
    private string[]? _topics;

    public IReadOnlyCollection<TopicPartition> Names => _byName.Keys;

    public IReadOnlyCollection<AssignedPartition> States => _byName.Values;

    /// <summary>Each topic once.</summary>
    public IReadOnlyList<string> Topics => _topics ??= [.. _byName.Keys.Select(static partition => partition.Topic).Distinct()];

    /// <summary>True if partitions were added or removed since the last <see cref="Align(ClusterMetadata)"/>.</summary>
    public bool HasChanged => _aligned is null;

    public AssignedPartition Add(TopicPartition partition)
    {
        var state = new AssignedPartition(partition);
        _byName[partition] = state;
        Changed();
        return state;
    }

    public void Remove(TopicPartition partition)
    {
        if (_byName.Remove(partition))
        {
            Changed();
        }
    }

    public AssignedPartition? Find(TopicPartition partition) => _byName.GetValueOrDefault(partition);

    public AssignedPartition? Find(AnsweredPartition answered) => answered.Topic.Length > 0
        ? Find(new TopicPartition(answered.Topic, answered.Answer.PartitionIndex))
        : _byId.GetValueOrDefault((answered.TopicId, answered.Answer.PartitionIndex));

    /// <summary>Takes over leaders and topic ids. Returns true if something may have changed since the last call.</summary>
    public bool Align(ClusterMetadata metadata)
    {
        if (ReferenceEquals(metadata, _aligned))
        {
            return false;
        }

        _aligned = metadata;
        _byId.Clear();
        foreach (var state in _byName.Values)
        {
            Align(state, metadata);
            _byId[(state.TopicId, state.Partition.Partition)] = state;
        }

        return true;
    }

    private static void Align(AssignedPartition state, ClusterMetadata metadata)
    {
        state.Follow(metadata.LeaderOf(state.Partition), metadata.LeaderEpochOf(state.Partition));
        if (!metadata.Topics.TryGetValue(state.Partition.Topic, out var topic) || topic.Id == state.TopicId)
        {
            return;
        }

        // Offsets of a deleted topic mean nothing in a topic created later under its name.
        if (!state.TopicId.IsZero)
        {
            state.MoveTo(StartPosition.ByPolicy);
            (state.HighWatermark, state.ReadableEnd, state.LogStartOffset) = (-1, -1, -1);
        }

        state.TopicId = topic.Id;
    }

    /// <summary>
    /// Forgets the ids until the next alignment. A response in flight is for the partitions that were assigned when its request was sent.
    /// </summary>
    private void Changed()
    {
        _byId.Clear();
        (_aligned, _topics) = (null, null);
    }
}
