using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Garam.Metadata.Partitions;
using Garam.Protocol;

namespace Garam.Metadata.Topics;

/// <summary>
/// Topics by id and by name, and their partitions. Partitions of a deleted topic stay in the table, hidden, until they are reclaimed.
/// </summary>
public sealed class TopicTable
{
    private readonly ImmutableSortedDictionary<Uuid, TopicState>.Builder _topics =
        ImmutableSortedDictionary.CreateBuilder<Uuid, TopicState>();

    private readonly ImmutableSortedDictionary<Uuid, TopicState>.Builder _deleted =
        ImmutableSortedDictionary.CreateBuilder<Uuid, TopicState>();

    private readonly ImmutableSortedSet<string>.Builder _names = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
    private readonly Dictionary<string, TopicState> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byUnifiedName = new(StringComparer.Ordinal);
    private readonly ImmutableSortedDictionary<TopicPartition, PartitionLog>.Builder _partitions =
        ImmutableSortedDictionary.CreateBuilder<TopicPartition, PartitionLog>();

    public int Count => _topics.Count;

    /// <summary>The partitions of all topics that are not deleted.</summary>
    public int PartitionCount { get; private set; }

    /// <summary>Includes the partitions of deleted topics while they take memory.</summary>
    public int StoredPartitionCount => _partitions.Count;

    /// <summary>The idempotent producers that all partitions remember. A producer counts in each partition that it writes to.</summary>
    public int ProducerCount { get; private set; }

    /// <summary>A deleted topic that still has partitions to reclaim, or null.</summary>
    internal TopicState? FirstDeleted => _deleted.Values.FirstOrDefault();

    public bool TryGet(Uuid id, [NotNullWhen(true)] out TopicState? topic) => _topics.TryGetValue(id, out topic);

    public bool TryGet(string name, [NotNullWhen(true)] out TopicState? topic) => _byName.TryGetValue(name, out topic);

    /// <summary>
    /// Returns topics in the ordinal order of their names, beginning with the first that is not before <paramref name="from"/>.
    /// </summary>
    public IEnumerable<TopicState> OrderedByName(string from = "")
    {
        var index = _names.IndexOf(from);
        for (index = index < 0 ? ~index : index; index < _names.Count; index++)
        {
            yield return _byName[_names[index]];
        }
    }

    public bool TryGetPartition(TopicPartition partition, [NotNullWhen(true)] out PartitionLog? state)
    {
        state = null;
        return _topics.ContainsKey(partition.TopicId) && _partitions.TryGetValue(partition, out state);
    }

    /// <summary>
    /// Captures the topics. Later commands do not change the result. It costs nothing, so that long reads need not hold the lock.
    /// </summary>
    public ImmutableSortedDictionary<Uuid, TopicState> CaptureTopics() => _topics.ToImmutable();

    /// <inheritdoc cref="CaptureTopics"/>
    public ImmutableSortedDictionary<TopicPartition, PartitionLog> CapturePartitions() => _partitions.ToImmutable();

    internal string? NameCollidingWith(string name) => _byUnifiedName.GetValueOrDefault(TopicName.Unified(name));

    internal bool IsUsed(Uuid topicId) => _topics.ContainsKey(topicId) || _deleted.ContainsKey(topicId);

    internal void Add(TopicState topic)
    {
        Link(topic);
        AddPartitions(topic.Id, 0, topic.Partitions);
    }

    internal void Grow(TopicState topic, int partitions)
    {
        AddPartitions(topic.Id, topic.Partitions, partitions);
        var grown = topic with { Partitions = partitions };
        _topics[topic.Id] = grown;
        _byName[topic.Name] = grown;
        PartitionCount += partitions - topic.Partitions;
    }

    internal void Delete(TopicState topic)
    {
        _topics.Remove(topic.Id);
        _deleted.Add(topic.Id, topic);
        _names.Remove(topic.Name);
        _byName.Remove(topic.Name);
        _byUnifiedName.Remove(TopicName.Unified(topic.Name));
        PartitionCount -= topic.Partitions;
    }

    /// <summary>Finds partitions of deleted topics too.</summary>
    internal PartitionLog? PartitionOrNull(TopicPartition partition) => _partitions.GetValueOrDefault(partition);

    internal void SetPartition(TopicPartition partition, PartitionLog state)
    {
        ProducerCount += state.Producers.Count - (_partitions.GetValueOrDefault(partition)?.Producers.Count ?? 0);
        _partitions[partition] = state;
    }

    /// <summary>Removes the last partition of a deleted topic, and with its only partition the topic itself.</summary>
    internal void DropLastPartition(TopicState deleted)
    {
        var last = new TopicPartition(deleted.Id, deleted.Partitions - 1);
        ProducerCount -= _partitions[last].Producers.Count;
        _partitions.Remove(last);
        if (deleted.Partitions == 1)
        {
            _deleted.Remove(deleted.Id);
        }
        else
        {
            _deleted[deleted.Id] = deleted with { Partitions = deleted.Partitions - 1 };
        }
    }

    /// <summary>Restores a topic from a snapshot. Its partitions follow.</summary>
    internal void Restore(TopicState topic, bool isDeleted)
    {
        if (isDeleted)
        {
            _deleted.Add(topic.Id, topic);
        }
        else
        {
            Link(topic);
        }
    }

    internal ImmutableSortedDictionary<Uuid, TopicState> CaptureDeleted() => _deleted.ToImmutable();

    private void AddPartitions(Uuid topicId, int from, int to)
    {
        for (var partition = from; partition < to; partition++)
        {
            _partitions.Add(new TopicPartition(topicId, partition), PartitionLog.Empty);
        }
    }

    private void Link(TopicState topic)
    {
        _topics.Add(topic.Id, topic);
        _names.Add(topic.Name);
        _byName.Add(topic.Name, topic);
        _byUnifiedName.Add(TopicName.Unified(topic.Name), topic.Name);
        PartitionCount += topic.Partitions;
    }
}

/// <summary>A topic. Immutable.</summary>
/// <param name="Id">Never reused, unlike the name.</param>
/// <param name="Name">Unique among the topics that are not deleted.</param>
/// <param name="Partitions">The number of partitions, which are numbered from 0.</param>
/// <param name="ReplicationFactor">Kept only to be shown: the store replicates.</param>
/// <param name="CreatedMs">The leader's clock when the topic was created.</param>
public sealed record TopicState(Uuid Id, string Name, int Partitions, short ReplicationFactor, long CreatedMs);
