using System.Collections.Immutable;
using Garam.Metadata.Segments;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Cluster;

/// <summary>The rows of node ids and of processes.</summary>
internal static class ProcessRows
{
    /// <summary>Captures the table now; the rows are made while they are read.</summary>
    public static IEnumerable<SnapshotRecord> Capture(ProcessTable table)
    {
        IEnumerable<SnapshotRecord> ofAddresses = table.NodeIds.CaptureAddresses().Select(pair => NodeIdRecord.Of(pair.Key, pair.Value));
        var ofNames = table.NodeIds.CaptureNames().Select(pair => NodeIdRecord.Of(pair.Key, pair.Value));
        return ofAddresses.Concat(ofNames).Concat(table.CaptureProcesses().Values.Select(ProcessRecord.Of));
    }
}

/// <summary>A node id that belongs to an address, or from version 1 on to a name.</summary>
[Message("0-1", Flexible = "0+")]
internal sealed partial class NodeIdRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.NodeId;

    public override short Version => Name.Length == 0 ? (short)0 : (short)1;

    [Field]
    public string Host { get; set; } = "";

    [Field]
    public int Port { get; set; }

    [Field]
    public int NodeId { get; set; }

    [Field("1+")]
    public string Name { get; set; } = "";

    public static NodeIdRecord Of(HostPort address, int nodeId) => new() { Host = address.Host, Port = address.Port, NodeId = nodeId };

    public static NodeIdRecord Of(string name, int nodeId) => new() { Name = name, NodeId = nodeId };

    public void RestoreInto(NodeIdTable nodeIds)
    {
        if (Name.Length == 0)
        {
            nodeIds.Restore(new HostPort(Host, Port), NodeId);
        }
        else
        {
            nodeIds.Restore(Name, NodeId);
        }
    }
}

/// <summary>A registered process with the results that it has not confirmed.</summary>
[Message("0-2", Flexible = "0+")]
internal sealed partial class ProcessRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Process;

    public override short Version => (ZoneListeners.Length, RegisteredAtMs, IsDraining) switch
    {
        ( > 0, _, _) => 2,
        (_, < 0, false) => 0,
        _ => 1,
    };

    [Field]
    public int IncarnationValue { get; set; }

    [Field]
    public int NodeId { get; set; }

    [Field]
    public string Name { get; set; } = "";

    [Field]
    public string Host { get; set; } = "";

    [Field]
    public int Port { get; set; }

    [Field(Nullable = "0+")]
    public string? Zone { get; set; }

    [Field]
    public string[] Roles { get; set; } = [];

    [Field]
    public long LastCommitNumber { get; set; }

    [Field]
    public StoredCommit[] UnconfirmedCommits { get; set; } = [];

    [Field("1+")]
    public string InternalHost { get; set; } = "";

    [Field("1+")]
    public int InternalPort { get; set; }

    [Field("1+")]
    public string ProgramVersion { get; set; } = "";

    /// <summary>-1 if the process registered before feature level 2.</summary>
    [Field("1+")]
    public long RegisteredAtMs { get; set; } = -1;

    [Field("1+")]
    public bool IsDraining { get; set; }

    [Field("2+")]
    public ZoneListener[] ZoneListeners { get; set; } = [];

    [Field(Tag = 0)]
    public short FeatureLevelMax { get; set; }

    public static ProcessRecord Of(ProcessState process) => new()
    {
        IncarnationValue = process.Incarnation.Value,
        NodeId = process.NodeId,
        Name = process.Name,
        Host = process.Address.Host,
        Port = process.Address.Port,
        Zone = process.Zone,
        Roles = [.. process.Roles],
        LastCommitNumber = process.LastCommitNumber,
        FeatureLevelMax = process.FeatureLevelMax,
        InternalHost = process.Internal?.Host ?? "",
        InternalPort = process.Internal?.Port ?? 0,
        ProgramVersion = process.ProgramVersion,
        RegisteredAtMs = process.RegisteredAtMs ?? -1,
        IsDraining = process.IsDraining,
        ZoneListeners = [.. process.ZoneListeners.Select(ZoneListener.Of)],
        UnconfirmedCommits =
            [.. process.UnconfirmedResults.Select(pair => new StoredCommit { CommitNumber = pair.Key, Batches = pair.Value.Batches })],
    };

    public void RestoreInto(ProcessTable processes) =>
        processes.Put(new ProcessState(new Incarnation(IncarnationValue), NodeId, Name, new HostPort(Host, Port), Zone, [.. Roles])
        {
            LastCommitNumber = LastCommitNumber,
            FeatureLevelMax = FeatureLevelMax,
            Internal = InternalHost.Length > 0 ? new HostPort(InternalHost, InternalPort) : null,
            ProgramVersion = ProgramVersion,
            RegisteredAtMs = RegisteredAtMs < 0 ? null : RegisteredAtMs,
            IsDraining = IsDraining,
            ZoneListeners = [.. ZoneListeners.Select(static listener => listener.ToAddress())],
            UnconfirmedResults = UnconfirmedCommits.ToImmutableSortedDictionary(
                commit => commit.CommitNumber,
                commit => new CommitSegmentResult { Batches = commit.Batches }),
        });
}

/// <summary>The results of one commit that its process has not confirmed.</summary>
[WireStruct(Flexible = "0+")]
internal sealed partial class StoredCommit
{
    [Field]
    public long CommitNumber { get; set; }

    [Field]
    public BatchResult[] Batches { get; set; } = [];
}
