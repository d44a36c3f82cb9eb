using System.Security.Cryptography;
using Garam.Cli.Terminal;
using Garam.Transport.Tls;

namespace Garam.Cli.Connecting;

/// <summary>Loads the certificates and keys that a user named.</summary>
internal static class TlsSetup
{
    public const string KeyPasswordVariable = "GARAM_CERT_KEY_PASSWORD";

    /// <summary>Returns null if the settings ask for no TLS.</summary>
    /// <exception cref="CommandException">A file cannot be read, or its content is wrong.</exception>
    public static TlsOptions? Create(SecuritySettings settings, Func<string, string?> variables) =>
        settings.WantsTls ? Load(settings, variables) : null;

    /// <summary>A separate method, so that commands without TLS do not load the libraries for it.</summary>
    private static TlsOptions Load(SecuritySettings settings, Func<string, string?> variables)
    {
        if (settings.CertKey is not null && settings.Cert is null)
        {
            throw new CommandException(ExitCode.Usage, "--cert-key needs --cert FILE.");
        }

        var keyPassword = variables(KeyPasswordVariable) is { Length: > 0 } secret ? secret : null;
        return new TlsOptions
        {
            Authorities = settings.Ca is { } ca ? Load("--ca", ca, () => TlsFiles.LoadAuthorities(ca)) : null,
            Identity = settings.Cert is { } cert
                ? Load("--cert", cert, () => TlsFiles.LoadIdentity(cert, settings.CertKey ?? cert, keyPassword))
                : null,
            TrustsAnybody = settings.Insecure == true,
        };
    }

    private static T Load<T>(string flag, string path, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var missing = (fault as FileNotFoundException)?.FileName ?? path;
            throw new CommandException(ExitCode.Usage, $"{flag}: cannot read '{missing}': {FileFault.ReasonOf(fault, missing)}.", fault);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{flag}: '{path}' cannot be used: {Printable.OneLine(fault.Message).TrimEnd('.')} "
                + $"(an encrypted key needs {KeyPasswordVariable}).",
                fault);
        }
    }
}
