using System.Text.Json.Serialization;

namespace Garam.Cli.Connecting;

/// <summary>The way into a cluster, as the user wrote it. It refers to files and holds no secret. Null means not given.</summary>
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

    /// <summary>True if TLS is asked for. Any setting about certificates asks for it.</summary>
    [JsonIgnore]
    public bool WantsTls => Tls ?? (Ca ?? Cert ?? CertKey) is not null || Insecure == true;

    /// <summary>Combines two sets of settings; these override the others.</summary>
    public SecuritySettings Over(SecuritySettings other) =>
        SecurityKey.All.Aggregate(other, (settings, key) => key.Get(this) is { } value ? key.Set(settings, value) : settings);

    /// <summary>Describes the settings to people in a few words.</summary>
    public string Summary() => string.Join(
        ", ",
        new[]
        {
            !WantsTls ? null : Insecure == true ? "tls unchecked" : "tls",
            Cert is null ? null : "certificate",
            Sasl is null ? null : $"{Sasl} {User}".TrimEnd(),
        }.OfType<string>());
}

/// <summary>One of <see cref="SecuritySettings"/>, under the name that its flag, its variable and its line of a profile share.</summary>
/// <param name="Name">The name in a profile. The flag is the same after "--".</param>
/// <param name="Get">Returns the value; null if it is not set.</param>
/// <param name="Set">Returns the settings with this value.</param>
internal sealed record SecurityKey(string Name, Func<SecuritySettings, string?> Get, Func<SecuritySettings, string, SecuritySettings> Set)
{
    private const string Yes = "true";

    public string Variable => "GARAM_" + Name.ToUpperInvariant().Replace('-', '_');

    /// <summary>True if the value is a path, which a profile keeps in absolute form.</summary>
    public bool IsPath { get; private init; }

    public static IReadOnlyList<SecurityKey> All { get; } =
    [
        new("tls", static settings => Text(settings.Tls), static (settings, value) => settings with { Tls = IsYes(value) }),
        new("ca", static settings => settings.Ca, static (settings, value) => settings with { Ca = value }) { IsPath = true },
        new("cert", static settings => settings.Cert, static (settings, value) => settings with { Cert = value }) { IsPath = true },
        new("cert-key", static settings => settings.CertKey, static (settings, value) => settings with { CertKey = value })
        {
            IsPath = true,
        },
        new("insecure", static settings => Text(settings.Insecure), static (settings, value) => settings with { Insecure = IsYes(value) }),
        new("sasl", static settings => settings.Sasl, static (settings, value) => settings with { Sasl = value }),
        new("user", static settings => settings.User, static (settings, value) => settings with { User = value }),
        new("password-file", static settings => settings.PasswordFile, static (settings, value) => settings with { PasswordFile = value })
        {
            IsPath = true,
        },
    ];

    /// <summary>Reads the settings from the variables.</summary>
    public static SecuritySettings Read(Func<string, string?> variables) =>
        All.Aggregate(
            SecuritySettings.None,
            (settings, key) => variables(key.Variable) is { Length: > 0 } value ? key.Set(settings, value) : settings);

    private static bool IsYes(string value) => value is "1" || string.Equals(value, Yes, StringComparison.OrdinalIgnoreCase);

    private static string? Text(bool? value) => value switch { null => null, true => Yes, _ => "false" };
}
