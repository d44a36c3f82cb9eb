using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Garam.Transport.Tls;

/// <summary>Judges the certificate of the other end, and describes its flaw. One handshake.</summary>
internal sealed class CertificateCheck(TlsOptions options, string host)
{
    /// <summary>Set once the certificate was refused.</summary>
    public TlsException? Fault { get; private set; }

    public X509ChainPolicy CreatePolicy()
    {
        // Private authorities publish no revocation lists, and asking for one would be an unexpected connection.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (options.Authorities is { } authorities)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
            policy.ExtraStore.AddRange(authorities);
        }

        return policy;
    }

    public bool Accept(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None || options.TrustsAnybody)
        {
            return true;
        }

        Fault = certificate is X509Certificate2 shown
            ? Judge(shown, chain, errors)
            : new TlsException(TlsFault.BadCertificate, $"{host} shows no certificate.");
        return false;
    }

    /// <summary>Judges the chain first: the name in a certificate that anybody could have made means nothing.</summary>
    private TlsException Judge(X509Certificate2 shown, X509Chain? chain, SslPolicyErrors errors)
    {
        var flaws = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status)
            ?? X509ChainStatusFlags.NoError;
        if ((flaws & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            return new TlsException(
                TlsFault.UnknownAuthority, $"The certificate of {host} is signed by \"{shown.Issuer}\", which is not trusted here.");
        }

        if ((flaws & X509ChainStatusFlags.NotTimeValid) != 0)
        {
            return new TlsException(
                TlsFault.Expired, $"The certificate of {host} is valid from {Day(shown.NotBefore)} to {Day(shown.NotAfter)} only.");
        }

        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? new TlsException(TlsFault.WrongHost, $"The certificate of {host} is made out to {Names(shown)}.")
            : new TlsException(TlsFault.BadCertificate, $"The certificate of {host} is no good: {flaws}.");
    }

    private static string Names(X509Certificate2 shown)
    {
        var names = shown.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(
                static extension => extension.EnumerateDnsNames().Concat(
                    extension.EnumerateIPAddresses().Select(static address => address.ToString())))
            .ToArray();
        return names.Length > 0 ? string.Join(", ", names) : $"\"{shown.Subject}\"";
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
