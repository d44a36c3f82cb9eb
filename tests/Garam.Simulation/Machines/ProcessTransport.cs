using System.Net;
using Garam.Transport.Connections;

namespace Garam.Simulation.Machines;

/// <summary>The network as one process uses it: what it opened breaks when it dies, and can be cut on purpose.</summary>
internal sealed class ProcessTransport(ITransport network) : ITransport
{
    private readonly List<IConnection> _connections = [];
    private readonly List<IConnectionListener> _listeners = [];
    private bool _hasLostAddress;

    public async ValueTask<IConnectionListener> ListenAsync(EndPoint endPoint, CancellationToken cancellation)
    {
        await HangWithoutAddressAsync();
        var listener = await network.ListenAsync(endPoint, cancellation);
        _listeners.Add(listener);
        return new Listener(listener, this);
    }

    public async ValueTask<IConnection> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        var connection = await network.ConnectAsync(host, port, cancellation);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Breaks each connection with this probability.</summary>
    public void Cut(Random random, double probability)
    {
        foreach (var connection in _connections.ToList())
        {
            if (random.NextDouble() < probability)
            {
                connection.Abort();
                _connections.Remove(connection);
            }
        }
    }

    /// <summary>Another machine answers at this one's address. Connections that are open stay open; none is made any more.</summary>
    public void LoseAddress()
    {
        _hasLostAddress = true;
        CloseListeners();
    }

    /// <summary>The process is dead: its sockets are closed by the system.</summary>
    public void Close()
    {
        CloseListeners();
        foreach (var connection in _connections)
        {
            connection.Abort();
        }
    }

    private void CloseListeners()
    {
        foreach (var listener in _listeners)
        {
            // Completes at once: it has nothing to wait for.
            _ = listener.DisposeAsync().AsTask();
        }
    }

    /// <summary>Hangs when the address is gone. The listener there sees neither a connection nor an error.</summary>
    private Task HangWithoutAddressAsync() => _hasLostAddress ? new TaskCompletionSource().Task : Task.CompletedTask;

    private sealed class Listener(IConnectionListener listener, ProcessTransport owner) : IConnectionListener
    {
        public EndPoint LocalEndPoint => listener.LocalEndPoint;

        public async ValueTask<IConnection?> AcceptAsync(CancellationToken cancellation)
        {
            var connection = await listener.AcceptAsync(cancellation);
            if (connection is null)
            {
                await owner.HangWithoutAddressAsync();
                return null;
            }

            owner._connections.Add(connection);
            return connection;
        }

        public ValueTask DisposeAsync() => listener.DisposeAsync();
    }
}
