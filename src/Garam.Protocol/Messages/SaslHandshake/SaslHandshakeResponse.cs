using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.SaslHandshake;

[Message(ApiKey.SaslHandshake, "0-1")]
public sealed partial class SaslHandshakeResponse : IResponse
{
    /// <summary>The error code, or 0 if there was no error.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The mechanisms enabled in the server.</summary>
    [Field("0+")]
    public string[] Mechanisms { get; set; } = [];
}
