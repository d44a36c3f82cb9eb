using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.ListGroups;

[Message(ApiKey.ListGroups, "0-5", Flexible = "3+")]
public sealed partial class ListGroupsRequest : IRequest
{
    /// <summary>The states of the groups we want to list. If empty, all groups are returned with their state.</summary>
    [Field("4+")]
    public string[] StatesFilter { get; set; } = [];

    /// <summary>The types of the groups we want to list. If empty, all groups are returned with their type.</summary>
    [Field("5+")]
    public string[] TypesFilter { get; set; } = [];
}
