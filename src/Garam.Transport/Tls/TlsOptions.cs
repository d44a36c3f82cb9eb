using System.Net.Security;
using System.Security.Cryptography;
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

/// <summary>Certificates and keys as PEM files hold them.</summary>
public static class TlsFiles
{
    /// <summary>Every certificate of the file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="CryptographicException">It has none.</exception>
    public static X509Certificate2Collection LoadAuthorities(string path)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPem(File.ReadAllText(path));
        return found.Count > 0 ? found : throw new CryptographicException("no certificate in it; it has to be in PEM, with BEGIN CERTIFICATE");
    }

    /// <summary>A certificate, with those that lead to its authority behind it, and its key.</summary>
    /// <param name="certificatePath">PEM.</param>
    /// <param name="keyPath">PEM; the same file may hold both.</param>
    /// <param name="keyPassword">Null where the key is not encrypted.</param>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="CryptographicException">They are not such files, do not belong together, or the password is wrong.</exception>
    public static SslStreamCertificateContext LoadIdentity(string certificatePath, string keyPath, string? keyPassword)
    {
        var chain = LoadAuthorities(certificatePath);
        var (certificate, key) = (File.ReadAllText(certificatePath), File.ReadAllText(keyPath));
        var own = keyPassword is null ? X509Certificate2.CreateFromPem(certificate, key) : X509Certificate2.CreateFromEncryptedPem(certificate, key, keyPassword);
        chain.RemoveAt(0);
        return SslStreamCertificateContext.Create(own, chain, offline: true);
    }
}
