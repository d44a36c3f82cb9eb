namespace Garam.Transport.Tls;

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
