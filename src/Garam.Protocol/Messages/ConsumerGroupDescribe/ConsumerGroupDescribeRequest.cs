using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.ConsumerGroupDescribe;

[Message(ApiKey.ConsumerGroupDescribe, "0-1", Flexible = "0+")]
public sealed partial class ConsumerGroupDescribeRequest : IRequest
{
    /// <summary>The ids of the groups to describe.</summary>
    [Field("0+")]
    public string[] GroupIds { get; set; } = [];

    /// <summary>Whether to include authorized operations.</summary>
    [Field("0+")]
    public bool IncludeAuthorizedOperations { get; set; }
}
