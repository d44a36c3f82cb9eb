using System.CommandLine;

namespace Garam.Cli.Connecting;

/// <summary>The flags that say how to get into a cluster. There is none for a password: other users of the machine see command lines.</summary>
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
        var sasl = Text(SaslFlag, "MECHANISM", $"Log in by {string.Join(", ", SaslLogin.Mechanisms)}");
        sasl.CompletionSources.Add(SaslLogin.Mechanisms);
        command.Add(Switch(TlsFlag, "Connect with TLS; the system's authorities are trusted unless --ca says otherwise"));
        command.Add(Text(CaFlag, "FILE", "Trust only the authorities of this file (PEM)"));
        command.Add(Text(CertFlag, "FILE", "Show the server this certificate (PEM)"));
        command.Add(Text(CertKeyFlag, "FILE", $"The key of --cert (PEM; {TlsSetup.KeyPasswordVariable} where it is encrypted) [default: in the file of --cert]"));
        command.Add(Switch(InsecureFlag, "TLS with any server, whatever its certificate: it may be somebody who reads and changes everything"));
        command.Add(sasl);
        command.Add(Text(UserFlag, "NAME", $"Log in as this user; the password is in {SaslLogin.PasswordVariable} or --password-file"));
        command.Add(Text(PasswordFileFlag, "FILE", "The file with the password, or with the token of oauthbearer"));
    }

    /// <summary>Nothing where the command has no such flags.</summary>
    public static SecuritySettings Read(ParseResult parsed) => !parsed.CommandResult.Command.Options.Any(static option => option.Name == TlsFlag)
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

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    /// <summary>A value is needed only to say no where a profile says yes.</summary>
    private static Option<bool?> Switch(string name, string description) => new(name) { Description = description, HelpName = "[false]", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The flag alone means yes.</summary>
    private static bool? IsSet(ParseResult parsed, string flag) => parsed.GetResult(flag) is null ? null : parsed.GetValue<bool?>(flag) ?? true;
}
