using Garam.Metadata.Cluster;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>The first row: the format, the position in the journal, and the values that the cluster has only one of.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class HeaderRecord : SnapshotRecord
{
    /// <summary>The layout of snapshots as a whole. Rows have versions of their own.</summary>
    private const short CurrentFormat = 1;

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
            FormatVersion = CurrentFormat,
            Sequence = state.Sequence,
            TimestampMs = state.TimestampMs,
            ClusterId = facts.ClusterId,
            FeatureLevel = facts.FeatureLevel,
            BirthWatermark = facts.BirthWatermark,
            CommitTimesSinceMs = facts.CommitTimesSinceMs ?? -1,
            NextProducerId = state.ProducerIds.Next,
            LastIncarnation = state.Processes.LastIncarnation,
            LastNodeId = state.Processes.NodeIds.Last,
            LeaderEpoch = facts.Leader?.Epoch ?? -1,
            LeaderNonce = facts.Leader?.Nonce ?? 0,
            LeaderHost = facts.Leader?.Host ?? "",
            LeaderPort = facts.Leader?.Port ?? 0,
            LeaderHasResigned = facts.Leader?.HasResigned ?? false,
        };
    }

    public void RestoreInto(ClusterState state)
    {
        if (FormatVersion != CurrentFormat)
        {
            throw new MalformedRequestException($"The snapshot has format {FormatVersion}; this program reads format {CurrentFormat}.");
        }

        state.RestorePosition(Sequence, TimestampMs);
        state.Processes.RestoreCounters(LastIncarnation, LastNodeId);
        state.ProducerIds.Next = NextProducerId;
        state.Facts.ClusterId = ClusterId;
        state.Facts.FeatureLevel = FeatureLevel;
        state.Facts.BirthWatermark = BirthWatermark;
        state.Facts.CommitTimesSinceMs = CommitTimesSinceMs < 0 ? null : CommitTimesSinceMs;
        state.Facts.Leader = LeaderEpoch < 0 ? null : new LeaderState(LeaderEpoch, LeaderNonce, LeaderHost, LeaderPort, LeaderHasResigned);
    }
}

/// <summary>The last row. A snapshot without it is incomplete.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class EndRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.End;

    /// <summary>The number of rows before this one.</summary>
    [Field]
    public long RowCount { get; set; }
}
