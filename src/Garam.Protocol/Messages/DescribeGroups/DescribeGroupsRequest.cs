using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DescribeGroups;

[Message(ApiKey.DescribeGroups, "0-6", Flexible = "5+")]
public sealed partial class DescribeGroupsRequest : IRequest
{
    /// <summary>The names of the groups to describe.</summary>
    [Field("0+")]
    public string[] Groups { get; set; } = [];

    /// <summary>Whether to include authorized operations.</summary>
    [Field("3+")]
    public bool IncludeAuthorizedOperations { get; set; }
}
