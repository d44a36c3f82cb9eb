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
        IEnumerable<SnapshotRecord> nodeIds = table.CaptureNodeIds().Select(pair => NodeIdRecord.Of(pair.Key, pair.Value));
        return nodeIds.Concat(table.CaptureProcesses().Values.Select(ProcessRecord.Of));
    }
}

/// <summary>The node id that belongs to an address forever.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class NodeIdRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.NodeId;

    [Field]
    public string Host { get; set; } = "";

    [Field]
    public int Port { get; set; }

    [Field]
    public int NodeId { get; set; }

    public static NodeIdRecord Of(HostPort address, int nodeId) => new() { Host = address.Host, Port = address.Port, NodeId = nodeId };

    public void RestoreInto(ProcessTable processes) => processes.Restore(new HostPort(Host, Port), NodeId);
}

/// <summary>A registered process with the results that it has not confirmed.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class ProcessRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Process;

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
        UnconfirmedCommits =
            [.. process.UnconfirmedResults.Select(pair => new StoredCommit { CommitNumber = pair.Key, Batches = pair.Value.Batches })],
    };

    public void RestoreInto(ProcessTable processes) =>
        processes.Put(new ProcessState(new Incarnation(IncarnationValue), NodeId, Name, new HostPort(Host, Port), Zone, [.. Roles])
        {
            LastCommitNumber = LastCommitNumber,
            FeatureLevelMax = FeatureLevelMax,
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
