using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Garam.Transport.Tls;

/// <summary>Whom a client trusts, and who it is. Certificates belong to who loaded them and live as long as connections are made.</summary>
public sealed class TlsOptions
{
    /// <summary>The only authorities that are trusted; null for those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Shown to servers that ask for one; null for none.</summary>
    public SslStreamCertificateContext? Identity { get; init; }

    /// <summary>Any certificate of any host will do: whoever stands in between reads and changes everything.</summary>
    public bool TrustsAnybody { get; init; }
}
