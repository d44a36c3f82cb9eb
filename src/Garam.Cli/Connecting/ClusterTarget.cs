using Garam.Cli.Terminal;
using Garam.Client.Security;
using Garam.Protocol;
using Garam.Transport.Tls;

namespace Garam.Cli.Connecting;

/// <summary>The cluster that a command works on, and how long it waits for it.</summary>
/// <param name="Bootstrap">The brokers to contact first, in this order.</param>
/// <param name="Origin">Where the addresses come from, for people: "--brokers", "GARAM_BROKERS", "profile x", "default".</param>
/// <param name="Timeout">The limit for reaching the cluster and for each answer.</param>
public sealed record ClusterTarget(IReadOnlyList<HostPort> Bootstrap, string Origin, TimeSpan Timeout)
{
    public const string DefaultOrigin = "default";

    /// <summary>Null for connections in plain text.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Null for connections without a login.</summary>
    public SaslCredentials? Sasl { get; init; }

    public override string ToString() => string.Join(", ", Bootstrap);
}

/// <summary>Reads HOST:PORT,… as people write it. Kafka's port is the default.</summary>
internal static class BrokerList
{
    private const int PortDefault = 9092;

    /// <exception cref="CommandException">The text is not such a list.</exception>
    public static IReadOnlyList<HostPort> Parse(string text, string origin)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var addresses = parts.Select(part => ParseOne(part, origin)).ToArray();
        return addresses.Length > 0 ? addresses : throw Wrong(text, origin);
    }

    private static HostPort ParseOne(string text, string origin) =>
        HostPort.TryParse(text, PortDefault, out var address) ? address : throw Wrong(text, origin);

    private static CommandException Wrong(string text, string origin) =>
        new(ExitCode.Usage, $"{origin}: '{text}' is not an address; write HOST:PORT, and separate several with commas.");
}
