using System.Text.Json.Serialization;

namespace Garam.Cli.Connecting;

/// <summary>How to get into a cluster, as a person wrote it. It names files and holds no secret. Null: not said.</summary>
public sealed record SecuritySettings
{
    public static readonly SecuritySettings None = new();

    public bool? Tls { get; init; }

    public string? Ca { get; init; }

    public string? Cert { get; init; }

    public string? CertKey { get; init; }

    public bool? Insecure { get; init; }

    public string? Sasl { get; init; }

    public string? User { get; init; }

    public string? PasswordFile { get; init; }

    /// <summary>Whoever says something about certificates wants TLS.</summary>
    [JsonIgnore]
    public bool WantsTls => Tls ?? (Ca ?? Cert ?? CertKey) is not null || Insecure == true;

    /// <summary>What is said here counts more.</summary>
    public SecuritySettings Over(SecuritySettings other) =>
        SecurityKey.All.Aggregate(other, (settings, key) => key.Get(this) is { } value ? key.Set(settings, value) : settings);

    /// <summary>For people, in a few words.</summary>
    public string Summary() => string.Join(
        ", ", new[] { WantsTls ? Insecure == true ? "tls unchecked" : "tls" : null, Cert is null ? null : "certificate", Sasl is null ? null : $"{Sasl} {User}".TrimEnd() }.OfType<string>());
}

/// <summary>One of <see cref="SecuritySettings"/> under the name that it has everywhere: a flag, a variable and a line of a profile.</summary>
/// <param name="Name">As in a profile; "--" and it is the flag.</param>
/// <param name="Get">Null where it is not set.</param>
/// <param name="Set">Gives back the settings with it.</param>
internal sealed record SecurityKey(string Name, Func<SecuritySettings, string?> Get, Func<SecuritySettings, string, SecuritySettings> Set)
{
    private const string Yes = "true";

    public string Variable => "GARAM_" + Name.ToUpperInvariant().Replace('-', '_');

    /// <summary>A profile is used from any folder.</summary>
    public bool IsPath { get; private init; }

    public static IReadOnlyList<SecurityKey> All { get; } =
    [
        new("tls", static settings => Text(settings.Tls), static (settings, value) => settings with { Tls = IsYes(value) }),
        new("ca", static settings => settings.Ca, static (settings, value) => settings with { Ca = value }) { IsPath = true },
        new("cert", static settings => settings.Cert, static (settings, value) => settings with { Cert = value }) { IsPath = true },
        new("cert-key", static settings => settings.CertKey, static (settings, value) => settings with { CertKey = value }) { IsPath = true },
        new("insecure", static settings => Text(settings.Insecure), static (settings, value) => settings with { Insecure = IsYes(value) }),
        new("sasl", static settings => settings.Sasl, static (settings, value) => settings with { Sasl = value }),
        new("user", static settings => settings.User, static (settings, value) => settings with { User = value }),
        new("password-file", static settings => settings.PasswordFile, static (settings, value) => settings with { PasswordFile = value }) { IsPath = true },
    ];

    /// <summary>What the variables say.</summary>
    public static SecuritySettings Read(Func<string, string?> variables) =>
        All.Aggregate(SecuritySettings.None, (settings, key) => variables(key.Variable) is { Length: > 0 } value ? key.Set(settings, value) : settings);

    private static bool IsYes(string value) => value is "1" || string.Equals(value, Yes, StringComparison.OrdinalIgnoreCase);

    private static string? Text(bool? value) => value switch { null => null, true => Yes, _ => "false" };
}
