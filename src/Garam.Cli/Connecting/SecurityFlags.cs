using System.CommandLine;

namespace Garam.Cli.Connecting;

/// <summary>The flags for the way into a cluster. There is none for a password: other users of the machine see command lines.</summary>
public static class SecurityFlags
{
    private const string TlsFlag = "--tls";
    private const string CaFlag = "--ca";
    private const string CertFlag = "--cert";
    private const string CertKeyFlag = "--cert-key";
    private const string InsecureFlag = "--insecure";
    private const string SaslFlag = "--sasl";
    private const string UserFlag = "--user";
    private const string PasswordFileFlag = "--password-file";

    public static void AddTo(Command command)
    {
        var sasl = Text(SaslFlag, "MECHANISM", $"SASL mechanism to log in with: {string.Join(", ", SaslLogin.Mechanisms)}");
        sasl.CompletionSources.Add(SaslLogin.Mechanisms);
        command.Add(Switch(TlsFlag, "Connect with TLS, and trust the system's certificate authorities unless --ca names others"));
        command.Add(Text(CaFlag, "FILE", "Trust only the certificate authorities in this file (PEM)"));
        command.Add(Text(CertFlag, "FILE", "Client certificate to present to the server (PEM)"));
        command.Add(Text(
            CertKeyFlag,
            "FILE",
            $"Private key of --cert (PEM); {TlsSetup.KeyPasswordVariable} decrypts it [default: the key in the file of --cert]"));
        command.Add(
            Switch(InsecureFlag, "Use TLS without checking the server's certificate: an attacker could read and change everything"));
        command.Add(sasl);
        command.Add(Text(UserFlag, "NAME", $"User to log in as; the password comes from {SaslLogin.PasswordVariable} or --password-file"));
        command.Add(Text(PasswordFileFlag, "FILE", "File with the password, or with the token for oauthbearer"));
    }

    /// <summary>Reads the flags. A command without them has no such settings.</summary>
    public static SecuritySettings Read(ParseResult parsed) => !parsed.CommandResult.Command.Options.Any(
        static option => option.Name == TlsFlag)
        ? SecuritySettings.None
        : new SecuritySettings
        {
            Tls = IsSet(parsed, TlsFlag),
            Ca = parsed.GetValue<string?>(CaFlag),
            Cert = parsed.GetValue<string?>(CertFlag),
            CertKey = parsed.GetValue<string?>(CertKeyFlag),
            Insecure = IsSet(parsed, InsecureFlag),
            Sasl = parsed.GetValue<string?>(SaslFlag),
            User = parsed.GetValue<string?>(UserFlag),
            PasswordFile = parsed.GetValue<string?>(PasswordFileFlag),
        };

    private static Option<string?> Text(string name, string value, string description) => new(name)
    {
        Description = description,
        HelpName = value,
    };

    /// <summary>Creates a switch. It needs a value only to say no if a profile says yes.</summary>
    private static Option<bool?> Switch(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "[false]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Reads a switch; the flag without a value means yes.</summary>
    private static bool? IsSet(ParseResult parsed, string flag) =>
        parsed.GetResult(flag) is null ? null : parsed.GetValue<bool?>(flag) ?? true;
}
