using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Cluster;

/// <summary>Commits of segments born below it are refused from now on, so unreferenced ones below it can be deleted. It only rises.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class RaiseBirthWatermark : Command
{
    public override CommandType Type => CommandType.RaiseBirthWatermark;

    [Field]
    public long Watermark { get; set; }
}
