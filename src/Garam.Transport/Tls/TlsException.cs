namespace Garam.Transport.Tls;

/// <summary>The two ends of a connection do not trust or do not understand each other.</summary>
public sealed class TlsException(TlsFault fault, string message, Exception? cause = null) : IOException(message, cause)
{
    public TlsFault Fault { get; } = fault;

    /// <summary>Trying again would come to the same, until somebody changes a setting or a certificate.</summary>
    public bool IsLasting => Fault != TlsFault.NoHandshake;
}
