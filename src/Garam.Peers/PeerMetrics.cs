using System.Diagnostics.Metrics;

namespace Garam.Peers;

/// <summary>The metrics of the internal API. One for the process; the factory owns the meter.</summary>
public sealed class PeerMetrics
{
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;

    public PeerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Garam.Peers");
        _accepted = meter.CreateCounter<long>(
            "garam.peers.handshakes", "{handshake}", "Connections whose peer proved that it knows the cluster's key.");
        _refused = meter.CreateCounter<long>(
            "garam.peers.connections.refused", "{connection}", "Connections that were closed because of what the peer sent, by reason.");
    }

    internal void Accepted() => _accepted.Add(1);

    internal void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
