using System.Net;
using Garam.Peers;
using Garam.Protocol;
using Garam.Transport.Connections;

namespace Garam.Composition.Peering;

/// <summary>
/// The address at which other processes reach this one, and the key by which all of them know each other. It listens before anything is
/// claimed, because the claim names the address. Owns the listener until a server takes it.
/// </summary>
internal sealed class PeerEntrance : IAsyncDisposable
{
    private readonly NodePorts _ports;

    private PeerEntrance(NodePorts ports, IConnectionListener listener, HostPort address, ClusterKey key)
    {
        (_ports, Listener, Address, Key) = (ports, listener, address, key);
    }

    public IConnectionListener Listener { get; }

    public HostPort Address { get; }

    public ClusterKey Key { get; }

    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<PeerEntrance> OpenAsync(PeerOptions options, NodePorts ports, CancellationToken cancellation)
    {
        var listener = await (ports.PeerTransport ?? ports.Transport).ListenAsync(options.Listen, cancellation);
        try
        {
            var key = await ClusterKey.OpenAsync(ports.Store, ports.NewRandom(), cancellation);
            return new PeerEntrance(ports, listener, options.Advertise ?? AddressOf(listener), key);
        }
        catch
        {
            await listener.DisposeAsync();
            throw;
        }
    }

    public static HostPort AddressOf(IConnectionListener listener) => listener.LocalEndPoint switch
    {
        IPEndPoint ip => new HostPort(ip.Address.ToString(), ip.Port),
        DnsEndPoint dns => new HostPort(dns.Host, dns.Port),
        var other => throw new InvariantException($"A listener at {other} has no address that others can connect to."),
    };

    /// <summary>Connections to another process, which open when they are first used. The caller disposes the client.</summary>
    public PeerClient Connect(HostPort address) => new(
        address, _ports.PeerTransport ?? _ports.Transport, Key, new PeerClientOptions(), _ports.NewRandom(), _ports.Time,
        _ports.Loggers.CreateLogger<PeerClient>());

    public ValueTask DisposeAsync() => Listener.DisposeAsync();
}
