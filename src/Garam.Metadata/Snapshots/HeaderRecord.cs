using Garam.Metadata.Cluster;
using Garam.Metadata.State;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>The first row: format, position and the values that the cluster has one of.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class HeaderRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Header;

    [Field]
    public short FormatVersion { get; set; }

    [Field]
    public long Sequence { get; set; }

    [Field]
    public long TimestampMs { get; set; }

    [Field(Nullable = "0+")]
    public string? ClusterId { get; set; }

    [Field]
    public short FeatureLevel { get; set; }

    [Field]
    public long BirthWatermark { get; set; }

    [Field]
    public long NextProducerId { get; set; }

    [Field]
    public int LastIncarnation { get; set; }

    [Field]
    public int LastNodeId { get; set; }

    /// <summary>-1 before the first claim.</summary>
    [Field]
    public int LeaderEpoch { get; set; } = -1;

    [Field]
    public long LeaderNonce { get; set; }

    [Field]
    public string LeaderHost { get; set; } = "";

    [Field]
    public int LeaderPort { get; set; }

    [Field]
    public bool LeaderHasResigned { get; set; }

    /// <summary>-1 while segments do not carry the time of their commit.</summary>
    [Field(Tag = 0)]
    public long CommitTimesSinceMs { get; set; } = -1;

    public static HeaderRecord Of(ClusterState state)
    {
        var facts = state.Facts;
        return new HeaderRecord
        {
            FormatVersion = SnapshotFormat.Version,
            Sequence = state.Sequence,
            TimestampMs = state.TimestampMs,
            ClusterId = facts.ClusterId,
            FeatureLevel = facts.FeatureLevel,
            BirthWatermark = facts.BirthWatermark,
            CommitTimesSinceMs = facts.CommitTimesSinceMs ?? -1,
            NextProducerId = facts.NextProducerId,
            LastIncarnation = state.Processes.LastIncarnation,
            LastNodeId = state.Processes.LastNodeId,
            LeaderEpoch = facts.Leader?.Epoch ?? -1,
            LeaderNonce = facts.Leader?.Nonce ?? 0,
            LeaderHost = facts.Leader?.Host ?? "",
            LeaderPort = facts.Leader?.Port ?? 0,
            LeaderHasResigned = facts.Leader?.HasResigned ?? false,
        };
    }

    public void RestoreInto(ClusterState state)
    {
        state.RestorePosition(Sequence, TimestampMs);
        state.Processes.RestoreCounters(LastIncarnation, LastNodeId);
        state.Facts.ClusterId = ClusterId;
        state.Facts.FeatureLevel = FeatureLevel;
        state.Facts.BirthWatermark = BirthWatermark;
        state.Facts.CommitTimesSinceMs = CommitTimesSinceMs < 0 ? null : CommitTimesSinceMs;
        state.Facts.NextProducerId = NextProducerId;
        state.Facts.Leader = LeaderEpoch < 0 ? null : new LeaderState(LeaderEpoch, LeaderNonce, LeaderHost, LeaderPort, LeaderHasResigned);
    }
}

/// <summary>The last row: without it a snapshot is incomplete.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class EndRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.End;

    /// <summary>The rows before it.</summary>
    [Field]
    public long RowCount { get; set; }
}

/// <summary>The layout of snapshots as a whole; rows have versions of their own.</summary>
internal static class SnapshotFormat
{
    public const short Version = 1;
}
