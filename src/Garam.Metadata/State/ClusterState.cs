using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.Groups;
using Garam.Metadata.Logs;
using Garam.Metadata.Partitions;
using Garam.Metadata.Producers;
using Garam.Metadata.Segments;
using Garam.Metadata.Snapshots;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Metadata.State;

/// <summary>
/// The state machine: what a virtual cluster knows after some sequence number. <see cref="Apply"/> is the only way to change it
/// and is deterministic: no clock, no randomness, no I/O. Owner: the replica, which guards every call and read with its lock.
/// </summary>
public sealed class ClusterState
{
    private readonly TopicApplier _topicApplier;
    private readonly TrimApplier _trimApplier;
    private readonly CommitApplier _commitApplier;
    private readonly GroupApplier _groupApplier;

    public ClusterState()
    {
        _topicApplier = new TopicApplier(Topics, Configs);
        _trimApplier = new TrimApplier(Topics, Segments);
        _commitApplier = new CommitApplier(Facts, Processes, Topics, Segments);
        _groupApplier = new GroupApplier(Groups, Topics);
        Extents = new ExtentLookup(Topics, Segments);
    }

    /// <summary>Of the newest entry that was applied; 0 before the first.</summary>
    public long Sequence { get; private set; }

    /// <summary>Of the newest command.</summary>
    public long TimestampMs { get; private set; }

    public ClusterFacts Facts { get; } = new();

    public TopicTable Topics { get; } = new();

    public ConfigTable Configs { get; } = new();

    public ProcessTable Processes { get; } = new();

    public SegmentTable Segments { get; } = new();

    public GroupStateTable Groups { get; } = new();

    public ExtentLookup Extents { get; }

    /// <summary>There is something for <see cref="ReclaimExtents"/> to do.</summary>
    public bool HasGarbage => _trimApplier.HasGarbage;

    /// <summary>Loads what <see cref="BeginSnapshot"/> wrote.</summary>
    public static ClusterState Load(IEnumerable<ReadOnlyMemory<byte>> chunks) => SnapshotLoader.Load(chunks);

    /// <summary>Applies one command of the entry with this sequence number. All refusals are results.</summary>
    public CommandResult Apply(Command command, long sequence, ApplyEffects effects)
    {
        Invariant.Check(sequence >= Sequence);
        Sequence = sequence;
        TimestampMs = command is ResetTime ? command.TimestampMs : Math.Max(TimestampMs, command.TimestampMs);
        return Dispatch(command, new ApplyContext(sequence, command.TimestampMs, effects));
    }

    /// <summary>An entry without commands, or one that was stepped over, moves the state too.</summary>
    public void Skip(long sequence)
    {
        Invariant.Check(sequence >= Sequence);
        Sequence = sequence;
    }

    /// <summary>Cuts the state as it is now: cheap, and later commands do not change what the cut holds.</summary>
    public SnapshotCut BeginSnapshot() => SnapshotCut.Of(this);

    /// <summary>Where every record lies now: cheap, and later commands do not change what the cut holds.</summary>
    public ExtentCut CutExtents() => new(Topics.CapturePartitions(), Segments.CaptureLive());

    internal void RestorePosition(long sequence, long timestampMs)
    {
        Sequence = sequence;
        TimestampMs = timestampMs;
    }

    internal void RestoreGarbage(TopicPartition partition, PartitionLog state) => _trimApplier.Restore(partition, state);

    private CommandResult Dispatch(Command command, in ApplyContext context) => command switch
    {
        CommitSegment commit => _commitApplier.Apply(commit, context),
        ForgetSegments forget => _commitApplier.Apply(forget),

        CreateTopic create => _topicApplier.Apply(create, context),
        DeleteTopic delete => _topicApplier.Apply(delete, context),
        CreatePartitions create => _topicApplier.Apply(create, context),
        AlterConfigs alter => _topicApplier.Apply(alter, context),

        DeleteRecords delete => _trimApplier.Apply(delete, context),
        AdvanceLogStart advance => _trimApplier.Apply(advance, context),
        ReclaimExtents reclaim => _trimApplier.Apply(reclaim, context),
        ExpireProducers expire => _trimApplier.Apply(expire),

        AllocateProducerId allocate => Facts.Apply(allocate),
        LeaderClaim claim => Facts.Apply(claim, context),
        Resign resign => Facts.Apply(resign, context),
        SetClusterIdentity identity => Facts.Apply(identity),
        SetFeatureLevel level => Facts.Apply(level, context),
        RaiseBirthWatermark raise => Facts.Apply(raise, context),
        ResetTime => StatusResult.Done,

        RegisterProcess register => Processes.Apply(register, context),
        RemoveProcess remove => Processes.Apply(remove, context),

        CompleteJoin join => _groupApplier.Apply(join, context),
        AssignGroup assign => _groupApplier.Apply(assign, context),
        RemoveMembers remove => _groupApplier.Apply(remove, context),
        ReplaceStaticMember replace => _groupApplier.Apply(replace, context),
        CommitOffsets commit => _groupApplier.Apply(commit, context),
        DeleteOffsets delete => _groupApplier.Apply(delete, context),
        DeleteGroup delete => _groupApplier.Apply(delete, context),
        ExpireOffsets expire => _groupApplier.Apply(expire, context),

        _ => throw new InvariantException($"No rule applies command type {command.Type}."),
    };
}
