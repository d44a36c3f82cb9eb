using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Cluster;

/// <summary>
/// Brings the journal's time back to this command's own, after a clock that was wrong has taken it ahead. Every other command only moves it on.
/// What was stamped before keeps its stamps: it looks younger than it is, and is kept for longer.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class ResetTime : Command
{
    public override CommandType Type => CommandType.ResetTime;

    /// <summary>The journal's time before, for people who read the journal.</summary>
    [Field]
    public long FromMs { get; set; }
}
