using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Leadership;

/// <summary>A clean shutdown: would-be leaders need not wait the lease out.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class Resign : Command
{
    public override CommandType Type => CommandType.Resign;

    [Field]
    public int Epoch { get; set; }
}
