using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.SaslAuthenticate;

[Message(ApiKey.SaslAuthenticate, "0-2", Flexible = "2+")]
public sealed partial class SaslAuthenticateRequest : IRequest
{
    /// <summary>The SASL authentication bytes from the client, as defined by the SASL mechanism.</summary>
    [Field("0+")]
    public ReadOnlyMemory<byte> AuthBytes { get; set; }
}
