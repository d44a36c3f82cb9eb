using Garam.Protocol.Wire;

namespace Garam.Peers.Wire;

[Message("0", Flexible = "0+")]
internal sealed partial class MoveLeadershipRequest : IMessage
{
    /// <summary>The incarnation that should lead next; 0 when it may be any.</summary>
    [Field]
    public int Successor { get; set; }
}

[Message("0", Flexible = "0+")]
internal sealed partial class MoveLeadershipReply : IMessage
{
    /// <summary>The epoch that has ended.</summary>
    [Field]
    public int Epoch { get; set; }
}
