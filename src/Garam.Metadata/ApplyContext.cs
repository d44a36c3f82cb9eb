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
    private readonly List<string> _groups = [];

    /// <summary>Partitions whose high watermark grew. A partition may appear more than once.</summary>
    public IReadOnlyList<TopicPartition> Advanced => _advanced;

    /// <summary>Partitions whose log start moved forward. A partition may appear more than once.</summary>
    public IReadOnlyList<TopicPartition> Trimmed => _trimmed;

    public IReadOnlyList<Uuid> DeletedTopics => _deletedTopics;

    /// <summary>Groups whose members, generation or offsets changed.</summary>
    public IReadOnlyList<string> Groups => _groups;

    /// <summary>A topic was created or deleted, or its number of partitions grew.</summary>
    public bool TopicsChanged { get; private set; }

    public bool ConfigsChanged { get; private set; }

    public bool ProcessesChanged { get; private set; }

    public bool LeaderChanged { get; private set; }

    /// <summary>The list of dead segments grew.</summary>
    public bool SegmentsDied { get; private set; }

    public void Clear()
    {
        _advanced.Clear();
        _trimmed.Clear();
        _deletedTopics.Clear();
        _groups.Clear();
        TopicsChanged = ConfigsChanged = ProcessesChanged = LeaderChanged = SegmentsDied = false;
    }

    internal void PartitionAdvanced(TopicPartition partition) => _advanced.Add(partition);

    internal void PartitionTrimmed(TopicPartition partition) => _trimmed.Add(partition);

    internal void TopicChanged() => TopicsChanged = true;

    internal void TopicDeleted(Uuid topicId)
    {
        TopicsChanged = true;
        _deletedTopics.Add(topicId);
    }

    internal void GroupChanged(string groupId) => _groups.Add(groupId);

    internal void ConfigChanged() => ConfigsChanged = true;

    internal void ProcessChanged() => ProcessesChanged = true;

    internal void LeaderMoved() => LeaderChanged = true;

    internal void SegmentDied() => SegmentsDied = true;
}
