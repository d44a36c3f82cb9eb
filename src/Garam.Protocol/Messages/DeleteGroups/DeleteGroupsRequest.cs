using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DeleteGroups;

[Message(ApiKey.DeleteGroups, "0-2", Flexible = "2+")]
public sealed partial class DeleteGroupsRequest : IRequest
{
    /// <summary>The group names to delete.</summary>
    [Field("0+")]
    public string[] GroupsNames { get; set; } = [];
}
