using System.Diagnostics.Metrics;

namespace Garam.Transport.Frames;

/// <summary>The metrics of all listeners. One for the process; the factory owns the meter.</summary>
public sealed class TransportMetrics
{
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _framesRefused;
    private readonly Counter<long> _received;
    private readonly Counter<long> _sent;

    public TransportMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Garam.Transport");
        _connections = meter.CreateUpDownCounter<long>("garam.transport.connections", "{connection}", "Open connections.");
        _accepted = meter.CreateCounter<long>("garam.transport.connections.accepted", "{connection}", "Accepted connections.");
        _refused = meter.CreateCounter<long>(
            "garam.transport.connections.refused", "{connection}", "Connections that were refused because of the limit.");
        _closed = meter.CreateCounter<long>("garam.transport.connections.closed", "{connection}", "Ended connections, by reason.");
        _framesRefused = meter.CreateCounter<long>("garam.transport.frames.refused", "{frame}", "Frames with an illegal length.");
        _received = meter.CreateCounter<long>("garam.transport.received", "By", "Bytes of whole frames.");
        _sent = meter.CreateCounter<long>("garam.transport.sent", "By", "Bytes of replies.");
    }

    internal void ConnectionAccepted(string listener)
    {
        _accepted.Add(1, Listener(listener));
        _connections.Add(1, Listener(listener));
    }

    internal void ConnectionRefused(string listener) => _refused.Add(1, Listener(listener));

    internal void ConnectionClosed(string listener, CloseReason reason)
    {
        _connections.Add(-1, Listener(listener));
        _closed.Add(1, Listener(listener), new KeyValuePair<string, object?>("reason", reason.ToString()));
    }

    internal void FrameRefused(string listener) => _framesRefused.Add(1, Listener(listener));

    internal void Received(string listener, long bytes) => _received.Add(bytes, Listener(listener));

    internal void Sent(string listener, long bytes) => _sent.Add(bytes, Listener(listener));

    private static KeyValuePair<string, object?> Listener(string name) => new("listener", name);
}
