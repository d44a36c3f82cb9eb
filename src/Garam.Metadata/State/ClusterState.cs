using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.Groups;
using Garam.Metadata.Logs;
using Garam.Metadata.Partitions;
using Garam.Metadata.Producers;
using Garam.Metadata.Segments;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Metadata.State;

/// <summary>
/// The state machine: everything that a virtual cluster knows after some sequence number. <see cref="Apply"/> is the only way to change it
/// and is deterministic: it uses no clock, no randomness and no I/O. Owner: the replica, which guards every call and read with its lock.
/// </summary>
public sealed class ClusterState
{
    public ClusterState()
    {
        TopicApplier = new TopicApplier(Topics, Configs);
        TrimApplier = new TrimApplier(Topics, Segments);
        CommitApplier = new CommitApplier(Facts, Processes, Topics, Segments);
        GroupApplier = new GroupApplier(Groups, Topics);
        Extents = new ExtentLookup(Topics, Segments);
    }

    /// <summary>The number of the newest entry that was applied; 0 before the first.</summary>
    public long Sequence { get; private set; }

    /// <summary>The timestamp of the newest command.</summary>
    public long TimestampMs { get; private set; }

    public ClusterFacts Facts { get; } = new();

    public ProducerIds ProducerIds { get; } = new();

    public TopicTable Topics { get; } = new();

    public ConfigTable Configs { get; } = new();

    public ProcessTable Processes { get; } = new();

    public SegmentTable Segments { get; } = new();

    public GroupStateTable Groups { get; } = new();

    public ExtentLookup Extents { get; }

    /// <summary><see cref="ReclaimExtents"/> has something to free.</summary>
    public bool HasGarbage => TrimApplier.HasGarbage;

    internal TopicApplier TopicApplier { get; }

    internal TrimApplier TrimApplier { get; }

    internal CommitApplier CommitApplier { get; }

    internal GroupApplier GroupApplier { get; }

    /// <summary>Applies one command of the entry with this sequence number. All refusals are results.</summary>
    public CommandResult Apply(Command command, long sequence, ApplyEffects effects)
    {
        AdvanceTo(sequence);
        TimestampMs = command is ResetTime ? command.TimestampMs : Math.Max(TimestampMs, command.TimestampMs);
        return CommandCatalog.Apply(this, command, new ApplyContext(sequence, command.TimestampMs, effects));
    }

    /// <summary>Moves the state to this entry after its commands, if it has any, were applied or the entry was stepped over.</summary>
    public void AdvanceTo(long sequence)
    {
        Invariant.Check(sequence >= Sequence);
        Sequence = sequence;
    }

    /// <summary>Captures where every record lies now. This is cheap, and later commands do not change the cut.</summary>
    public ExtentCut CutExtents() => new(Topics.CapturePartitions(), Segments.CaptureLive());

    internal void RestorePosition(long sequence, long timestampMs)
    {
        Sequence = sequence;
        TimestampMs = timestampMs;
    }

    internal void RestorePartition(TopicPartition partition, PartitionLog log)
    {
        Topics.SetPartition(partition, log);
        TrimApplier.Restore(partition, log);
    }
}
