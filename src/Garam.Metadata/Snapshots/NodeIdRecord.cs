using Garam.Metadata.Processes;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>The node id that an address was given for ever.</summary>
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

    public static NodeIdRecord Of(NodeAddress address, int nodeId) => new() { Host = address.Host, Port = address.Port, NodeId = nodeId };

    public void RestoreInto(ClusterState state) => state.Processes.Restore(new NodeAddress(Host, Port), NodeId);
}
