using System.Net;
using Garam.Composition.Peering;
using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.Transport.Connections;

namespace Garam.Composition;

/// <summary>A listener for Kafka's clients.</summary>
/// <param name="Advertise">The address that clients are told. Null: what the listener is bound to.</param>
/// <param name="Zone">The zone of the clients that connect here, unless their client ids name another. Null: of any zone.</param>
public sealed record ListenerOptions(EndPoint Listen, HostPort? Advertise = null, string? Zone = null);

/// <summary>An open listener and the address that its clients are told.</summary>
internal sealed record ClientEntrance(IConnectionListener Listener, ClientAddress Address);

/// <summary>
/// All listeners of a node for Kafka's clients, opened before anything is claimed: a process whose address is taken must not have claimed
/// the store. Owns the listeners; the servers that accept from them may close them first.
/// </summary>
internal sealed class ClientEntrances : IAsyncDisposable
{
    private readonly List<ClientEntrance> _all = [];

    private ClientEntrances()
    {
    }

    /// <summary>The first one is for clients that connected to an agent by a listener which this one does not have.</summary>
    public IReadOnlyList<ClientEntrance> All => _all;

    public HostPort Address => _all[0].Address.Address;

    public IEnumerable<ClientAddress> OfZones => _all.Select(static one => one.Address).Where(static address => address.Zone is not null);

    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public static async Task<ClientEntrances> OpenAsync(
        IEnumerable<ListenerOptions> listeners, ITransport transport, CancellationToken cancellation)
    {
        var entrances = new ClientEntrances();
        try
        {
            foreach (var options in listeners)
            {
                var listener = await transport.ListenAsync(options.Listen, cancellation);
                entrances._all.Add(
                    new ClientEntrance(listener, new(options.Advertise ?? PeerEntrance.AddressOf(listener), options.Zone)));
            }

            return entrances;
        }
        catch
        {
            await entrances.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var entrance in _all)
        {
            await entrance.Listener.DisposeAsync();
        }
    }
}
