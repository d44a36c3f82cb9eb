using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.Headers;

[Message("1-2", Flexible = "2+")]
public sealed partial class RequestHeader
{
    /// <summary>The API key of this request.</summary>
    [Field("0+")]
    public ApiKey RequestApiKey { get; set; }

    /// <summary>The API version of this request.</summary>
    [Field("0+")]
    public short RequestApiVersion { get; set; }

    /// <summary>The correlation ID of this request.</summary>
    [Field("0+")]
    public int CorrelationId { get; set; }

    /// <summary>The client ID string.</summary>
    [Field("1+", Nullable = "1+", Flexible = "none")]
    public string? ClientId { get; set; } = "";
}
