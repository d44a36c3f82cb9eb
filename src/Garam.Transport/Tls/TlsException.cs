namespace Garam.Transport.Tls;

/// <summary>The two ends of a connection do not trust or do not understand each other.</summary>
public sealed class TlsException(TlsFault fault, string message, Exception? cause = null) : IOException(message, cause)
{
    public TlsFault Fault { get; } = fault;

    /// <summary>Says that every attempt fails until a setting or a certificate changes.</summary>
    public bool IsLasting => Fault != TlsFault.NoHandshake;
}

/// <summary>The reason why no TLS connection was made.</summary>
public enum TlsFault
{
    /// <summary>The other end hung up in the handshake, or does not speak TLS. It may be restarting.</summary>
    NoHandshake,

    /// <summary>Both ends speak TLS and know no common version or cipher.</summary>
    NoAgreement,

    /// <summary>The other end's certificate is signed by an authority that is not trusted here.</summary>
    UnknownAuthority,

    /// <summary>The other end's certificate names another host.</summary>
    WrongHost,

    /// <summary>The other end's certificate is no longer valid, or not yet.</summary>
    Expired,

    /// <summary>The other end's certificate has another flaw.</summary>
    BadCertificate,

    /// <summary>The other end wants a certificate from this one, or another one.</summary>
    ClientRefused,
}
