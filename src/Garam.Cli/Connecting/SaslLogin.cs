using System.Security.Cryptography;
using System.Text;
using Garam.Cli.Terminal;
using Garam.Client.Security;

namespace Garam.Cli.Connecting;

/// <summary>Makes credentials from the user's settings and the secret, which comes from a file or a variable.</summary>
internal static class SaslLogin
{
    public const string PasswordVariable = "GARAM_PASSWORD";

    /// <summary>Larger than any password and any token.</summary>
    private const int SecretBytesMax = 64 * 1024;

    private const int NonceBytes = 18;

    private const string Plain = "plain";
    private const string Scram256 = "scram-sha-256";
    private const string Scram512 = "scram-sha-512";
    private const string Bearer = "oauthbearer";

    public static readonly string[] Mechanisms = [Plain, Scram256, Scram512, Bearer];

    /// <summary>Returns null if the settings ask for no login.</summary>
    /// <exception cref="CommandException">A setting or the secret is missing or wrong.</exception>
    public static SaslCredentials? Create(SecuritySettings settings, Func<string, string?> variables)
    {
        if (settings.Sasl is not { } name)
        {
            return settings.User is null && settings.PasswordFile is null
                ? null
                : throw new CommandException(
                    ExitCode.Usage,
                    $"{(settings.User is null ? "--password-file" : "--user")} needs --sasl {string.Join('|', Mechanisms)}.");
        }

        var mechanism = CheckMechanism(name);
        if (mechanism == Bearer)
        {
            return new BearerCredentials(ReadSecret(settings, variables, "the token"));
        }

        var user = settings.User is { Length: > 0 } given
            ? given
            : throw new CommandException(ExitCode.Usage, $"--sasl {mechanism} needs --user NAME.");
        var password = ReadSecret(settings, variables, $"the password of {user}");
        return mechanism switch
        {
            Plain => new PlainCredentials(user, password),
            Scram256 => new ScramCredentials(ScramHash.Sha256, user, password, NewNonce),
            _ => new ScramCredentials(ScramHash.Sha512, user, password, NewNonce),
        };
    }

    /// <exception cref="CommandException">There is no such mechanism.</exception>
    public static string CheckMechanism(string name) =>
        Mechanisms.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new CommandException(
            ExitCode.Usage,
            $"--sasl: there is no '{name}'; choose from {string.Join(", ", Mechanisms)}.{Suggestion.For(name, Mechanisms)}");

    /// <summary>Reads the file first: it belongs to this cluster, while the variable may belong to another.</summary>
    private static string ReadSecret(SecuritySettings settings, Func<string, string?> variables, string what)
    {
        if (settings.PasswordFile is { } path)
        {
            return ReadFile(path);
        }

        return variables(PasswordVariable) is { Length: > 0 } secret
            ? secret
            : throw new CommandException(ExitCode.Usage, $"{what} is missing: set {PasswordVariable} or give --password-file FILE.");
    }

    private static string ReadFile(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var text = new byte[SecretBytesMax];
            var length = file.ReadAtLeast(text, SecretBytesMax, throwOnEndOfStream: false);

            // Editors and echo end a file with a new line, which is not part of the password.
            var secret = Encoding.UTF8.GetString(text, 0, length).TrimEnd('\r', '\n');
            return secret.Length > 0 && length < SecretBytesMax
                ? secret
                : throw new CommandException(ExitCode.Usage, $"--password-file: '{path}' holds no password.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"--password-file: cannot read '{path}': {FileFault.ReasonOf(fault, path)}.", fault);
        }
    }

    private static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
}
