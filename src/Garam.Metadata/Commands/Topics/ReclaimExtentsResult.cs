using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Topics;

[Message("0", Flexible = "0+")]
public sealed partial class ReclaimExtentsResult : CommandResult
{
    [Field]
    public int Reclaimed { get; set; }

    /// <summary>There is more to reclaim.</summary>
    [Field]
    public bool MoreRemain { get; set; }

    public override ErrorCode Error => ErrorCode.None;
}
