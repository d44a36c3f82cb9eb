using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.ListConfigResources;

[Message(ApiKey.ListConfigResources, "0-1", Flexible = "0+")]
public sealed partial class ListConfigResourcesRequest : IRequest
{
    /// <summary>The list of resource type. If the list is empty, it uses default supported config resource types.</summary>
    [Field("1+")]
    public sbyte[] ResourceTypes { get; set; } = [];
}
