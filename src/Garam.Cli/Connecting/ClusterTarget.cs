using Garam.Cli.Terminal;
using Garam.Client.Security;
using Garam.Protocol;
using Garam.Transport.Tls;

namespace Garam.Cli.Connecting;

/// <summary>Which cluster a command talks to, and how long it waits for it.</summary>
/// <param name="Bootstrap">Asked in this order.</param>
/// <param name="Origin">Where the addresses come from, for people: "--brokers", "GARAM_BROKERS", "profile x", "default".</param>
/// <param name="Timeout">For reaching the cluster and for each answer.</param>
public sealed record ClusterTarget(IReadOnlyList<HostPort> Bootstrap, string Origin, TimeSpan Timeout)
{
    public const string DefaultOrigin = "default";

    /// <summary>Null: in the clear.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Null: nobody is asked who he is.</summary>
    public SaslCredentials? Sasl { get; init; }

    public override string ToString() => string.Join(", ", Bootstrap);
}

/// <summary>HOST:PORT,… as people write it; Kafka's port where there is none.</summary>
internal static class BrokerList
{
    private const int PortDefault = 9092;

    /// <exception cref="CommandException">It is no such list.</exception>
    public static IReadOnlyList<HostPort> Parse(string text, string origin)
    {
        var addresses = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => ParseOne(part, origin)).ToArray();
        return addresses.Length > 0 ? addresses : throw Wrong(text, origin);
    }

    private static HostPort ParseOne(string text, string origin)
    {
        if (HostPort.TryParse(text, out var address) || (!text.EndsWith(':') && HostPort.TryParse($"{text}:{PortDefault}", out address)))
        {
            return address;
        }

        throw Wrong(text, origin);
    }

    private static CommandException Wrong(string text, string origin) =>
        new(ExitCode.Usage, $"{origin}: '{text}' is not an address; write HOST:PORT, several with commas between.");
}
