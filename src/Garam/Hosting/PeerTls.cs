using System.Globalization;
using System.Security.Cryptography;
using Garam.Cli.Terminal;
using Garam.Configuration;
using Garam.Storage.Errors;
using Garam.Transport.Connections;
using Garam.Transport.Tls;

namespace Garam.Hosting;

/// <summary>The files for TLS between agents.</summary>
internal sealed record PeerTlsFiles(string Cert, string Key, string Ca)
{
    /// <summary>Returns null if the options ask for no TLS.</summary>
    public static PeerTlsFiles? Of(ServeOptions options) =>
        options is { IsAgent: true, InternalTlsCert: { } cert, InternalTlsKey: { } key, InternalTlsCa: { } ca }
            ? new PeerTlsFiles(cert, key, ca)
            : null;
}

/// <summary>Encrypts the connections between agents, and refuses certificates of other authorities at both ends.</summary>
internal static class PeerTls
{
    /// <param name="transport">Carries the encrypted bytes, or plain ones if there are no files.</param>
    /// <exception cref="GaramException">Invalid: a file cannot be used.</exception>
    public static ITransport Over(ITransport transport, PeerTlsFiles? files, TimeProvider time) =>
        files is null ? transport : new TlsTransport(transport, Load(files, time));

    private static TlsOptions Load(PeerTlsFiles files, TimeProvider time)
    {
        const string Key = " It has to hold the key of internal-tls-cert in PEM, without a password.";
        var authorities = Load("internal-tls-ca", files.Ca, "", () => TlsFiles.LoadAuthorities(files.Ca));
        _ = Load("internal-tls-cert", files.Cert, "", () => TlsFiles.LoadAuthorities(files.Cert));
        var identity = Load("internal-tls-key", files.Key, Key, () => TlsFiles.LoadIdentity(files.Cert, files.Key, keyPassword: null));
        var (own, now) = (identity.TargetCertificate, time.GetUtcNow().UtcDateTime);
        return now >= own.NotBefore.ToUniversalTime() && now <= own.NotAfter.ToUniversalTime()
            ? new TlsOptions { Authorities = authorities, Identity = identity }
            : throw new GaramException(
                ErrorKind.Invalid,
                $"internal-tls-cert: the certificate in '{files.Cert}' is valid from {Day(own.NotBefore)} to {Day(own.NotAfter)} only; "
                + "replace it, or correct this machine's clock.");
    }

    private static T Load<T>(string setting, string path, string need, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new GaramException(ErrorKind.Invalid, $"{setting}: cannot read '{path}': {FileFault.ReasonOf(fault, path)}.", fault);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new GaramException(
                ErrorKind.Invalid,
                $"{setting}: '{path}' cannot be used: {Printable.OneLine(fault.Message).TrimEnd('.')}.{need}",
                fault);
        }
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
