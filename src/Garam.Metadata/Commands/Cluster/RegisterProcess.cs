using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Cluster;

/// <summary>
/// A process begins a life: it gets an incarnation, and the node id of its address. An earlier incarnation at the same address
/// is closed, because only one process can answer there.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class RegisterProcess : Command
{
    public override CommandType Type => CommandType.RegisterProcess;

    [Field]
    public string Name { get; set; } = "";

    /// <summary>As clients are told to reach it.</summary>
    [Field]
    public string Host { get; set; } = "";

    [Field]
    public int Port { get; set; }

    [Field(Nullable = "0+")]
    public string? Zone { get; set; }

    [Field]
    public string[] Roles { get; set; } = [];

    /// <summary>The highest feature level that its program knows. Tagged, so that programs of level 0 read past it.</summary>
    [Field(Tag = 0)]
    public short FeatureLevelMax { get; set; }
}
