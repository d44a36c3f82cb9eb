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
