using Garam.Client.Connections;

namespace Garam.Cli.Connecting;

/// <summary>Which cluster a command talks to, and how long it waits for it.</summary>
/// <param name="Bootstrap">Asked in this order.</param>
/// <param name="Origin">Where the addresses come from, for people: "--brokers", "GARAM_BROKERS", "profile x", "default".</param>
/// <param name="Timeout">For reaching the cluster and for each answer.</param>
public sealed record ClusterTarget(IReadOnlyList<BrokerAddress> Bootstrap, string Origin, TimeSpan Timeout)
{
    public const string DefaultOrigin = "default";

    public override string ToString() => string.Join(", ", Bootstrap.Select(broker => new HostPort(broker.Host, broker.Port)));
}
