using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Cluster;

/// <summary>Closes an incarnation: a clean shutdown, or the leader has not heard from it for too long. Its later commits are refused.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class RemoveProcess : Command
{
    public override CommandType Type => CommandType.RemoveProcess;

    [Field]
    public int IncarnationValue { get; set; }

    public Incarnation Incarnation => new(IncarnationValue);
}
