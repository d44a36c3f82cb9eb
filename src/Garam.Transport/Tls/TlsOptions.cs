using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Garam.Transport.Tls;

/// <summary>
/// The authorities that an end trusts, and its own certificate. Certificates belong to the caller that loaded them and live as long as
/// connections are made.
/// </summary>
public sealed class TlsOptions
{
    /// <summary>The only trusted authorities; null for those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The certificate shown to callers, and to servers that ask for one; null for none.</summary>
    public SslStreamCertificateContext? Identity { get; init; }

    /// <summary>Accepts any certificate of any host, so that an attacker on the way can read and change everything.</summary>
    public bool TrustsAnybody { get; init; }
}

/// <summary>Loads certificates and keys from PEM files.</summary>
public static class TlsFiles
{
    /// <summary>Loads every certificate of the file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="CryptographicException">It has none.</exception>
    public static X509Certificate2Collection LoadAuthorities(string path)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPem(File.ReadAllText(path));
        return found.Count > 0
            ? found
            : throw new CryptographicException("no certificate in it; it has to be in PEM, with BEGIN CERTIFICATE");
    }

    /// <summary>Loads a certificate, the ones that lead from it to its authority, and its key.</summary>
    /// <param name="keyPath">May be the same file.</param>
    /// <param name="keyPassword">Null if the key is not encrypted.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file is not in PEM, the two do not belong together, or the password is wrong.</exception>
    public static SslStreamCertificateContext LoadIdentity(string certificatePath, string keyPath, string? keyPassword)
    {
        var chain = LoadAuthorities(certificatePath);
        var (certificate, key) = (File.ReadAllText(certificatePath), File.ReadAllText(keyPath));
        var own = keyPassword is null
            ? X509Certificate2.CreateFromPem(certificate, key)
            : X509Certificate2.CreateFromEncryptedPem(certificate, key, keyPassword);
        chain.RemoveAt(0);
        return SslStreamCertificateContext.Create(own, chain, offline: true);
    }
}
