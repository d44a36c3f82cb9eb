using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Cluster;

/// <summary>
/// Switches the meaning of later command versions on, for every replica at the same entry. It only rises.
/// Version 1 has the same fields: it also keeps since when segments carry the time of their commit.
/// </summary>
[Message("0-1", Flexible = "0+")]
public sealed partial class SetFeatureLevel : Command
{
    public override CommandType Type => CommandType.SetFeatureLevel;

    [Field]
    public short Level { get; set; }
}
