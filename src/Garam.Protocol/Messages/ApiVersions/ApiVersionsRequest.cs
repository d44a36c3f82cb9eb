using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.ApiVersions;

[Message(ApiKey.ApiVersions, "0-4", Flexible = "3+")]
public sealed partial class ApiVersionsRequest : IRequest
{
    /// <summary>The name of the client.</summary>
    [Field("3+")]
    public string ClientSoftwareName { get; set; } = "";

    /// <summary>The version of the client.</summary>
    [Field("3+")]
    public string ClientSoftwareVersion { get; set; } = "";
}
