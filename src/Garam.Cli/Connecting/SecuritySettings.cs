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
