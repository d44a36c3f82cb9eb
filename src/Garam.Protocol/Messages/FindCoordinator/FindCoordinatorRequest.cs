using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.FindCoordinator;

[Message(ApiKey.FindCoordinator, "0-6", Flexible = "3+")]
public sealed partial class FindCoordinatorRequest : IRequest
{
    /// <summary>The coordinator key.</summary>
    [Field("0-3")]
    public string Key { get; set; } = "";

    /// <summary>The coordinator key type. (group, transaction, share).</summary>
    [Field("1+")]
    public sbyte KeyType { get; set; }

    /// <summary>The coordinator keys.</summary>
    [Field("4+")]
    public string[] CoordinatorKeys { get; set; } = [];
}
