using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.SaslAuthenticate;

[Message(ApiKey.SaslAuthenticate, "0-2", Flexible = "2+")]
public sealed partial class SaslAuthenticateResponse : IResponse
{
    /// <summary>The error code, or 0 if there was no error.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The error message, or null if there was no error.</summary>
    [Field("0+", Nullable = "0+")]
    public string? ErrorMessage { get; set; } = "";

    /// <summary>The SASL authentication bytes from the server, as defined by the SASL mechanism.</summary>
    [Field("0+")]
    public ReadOnlyMemory<byte> AuthBytes { get; set; }

    /// <summary>
    /// Number of milliseconds after which only re-authentication over the existing connection to create a new session can occur.
    /// </summary>
    [Field("1+")]
    public long SessionLifetimeMs { get; set; }
}
