using Garam.Protocol;

namespace Garam.Metadata;

/// <summary>The circumstances in which one command is applied.</summary>
/// <param name="Sequence">The number of the journal entry that holds the command.</param>
/// <param name="NowMs">The command's own timestamp, because Apply reads no clock.</param>
/// <param name="Effects">Collects the changes for observers.</param>
internal readonly record struct ApplyContext(long Sequence, long NowMs, ApplyEffects Effects);

/// <summary>
/// The changes that commands made, by which observers decide which waiting requests to wake. The caller owns it, passes it to each Apply
/// and clears it after its observers have seen it. One thread.
/// </summary>
public sealed class ApplyEffects
{
    private readonly List<TopicPartition> _advanced = [];
    private readonly List<TopicPartition> _trimmed = [];
    private readonly List<Uuid> _deletedTopics = [];

    /// <summary>Partitions whose high watermark grew. A partition may appear more than once.</summary>
    public IReadOnlyList<TopicPartition> Advanced => _advanced;

    /// <summary>Partitions whose log start moved forward. A partition may appear more than once.</summary>
    public IReadOnlyList<TopicPartition> Trimmed => _trimmed;

    public IReadOnlyList<Uuid> DeletedTopics => _deletedTopics;

    /// <summary>A process registered, left or was removed.</summary>
    public bool ProcessesChanged { get; private set; }

    /// <summary>A process claimed to lead, or the leader resigned.</summary>
    public bool LeaderChanged { get; private set; }

    public void Clear()
    {
        ProcessesChanged = LeaderChanged = false;
        _advanced.Clear();
        _trimmed.Clear();
        _deletedTopics.Clear();
    }

    internal void PartitionAdvanced(TopicPartition partition) => _advanced.Add(partition);

    internal void PartitionTrimmed(TopicPartition partition) => _trimmed.Add(partition);

    internal void ProcessChanged() => ProcessesChanged = true;

    internal void LeaderMoved() => LeaderChanged = true;

    internal void TopicDeleted(Uuid topicId) => _deletedTopics.Add(topicId);
}
