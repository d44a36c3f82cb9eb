using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Cluster;

/// <summary>Gives the cluster its id, once. A second one is refused, so that a race of two first leaders has one outcome.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class SetClusterIdentity : Command
{
    public override CommandType Type => CommandType.SetClusterIdentity;

    [Field]
    public string ClusterId { get; set; } = "";
}
