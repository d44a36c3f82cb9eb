using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.SaslHandshake;

[Message(ApiKey.SaslHandshake, "0-1")]
public sealed partial class SaslHandshakeRequest : IRequest
{
    /// <summary>The SASL mechanism chosen by the client.</summary>
    [Field("0+")]
    public string Mechanism { get; set; } = "";
}
