namespace Garam.Transport.Tls;

/// <summary>The two ends of a connection do not trust or do not understand each other.</summary>
public sealed class TlsException(TlsFault fault, string message, Exception? cause = null) : IOException(message, cause)
{
    public TlsFault Fault { get; } = fault;

    /// <summary>Trying again would come to the same, until somebody changes a setting or a certificate.</summary>
    public bool IsLasting => Fault != TlsFault.NoHandshake;
}

/// <summary>Why no TLS connection came to be.</summary>
public enum TlsFault
{
    /// <summary>The other end hung up in the handshake, or what it says is not TLS. It may be restarting.</summary>
    NoHandshake,

    /// <summary>Both speak TLS and do not come together: no common version or cipher.</summary>
    NoAgreement,

    /// <summary>The other end's certificate is signed by nobody who is trusted here.</summary>
    UnknownAuthority,

    /// <summary>The other end's certificate is made out to another name.</summary>
    WrongHost,

    /// <summary>The other end's certificate is not valid any more, or not yet.</summary>
    Expired,

    /// <summary>The other end's certificate is not good for another reason.</summary>
    BadCertificate,

    /// <summary>The other end wants a certificate of ours, or another one.</summary>
    ClientRefused,
}
