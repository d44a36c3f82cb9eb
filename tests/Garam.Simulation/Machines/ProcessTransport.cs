using System.Net;
using Garam.Transport.Connections;

namespace Garam.Simulation.Machines;

/// <summary>The network as one process uses it: what it opened breaks when it dies, and can be cut on purpose.</summary>
internal sealed class ProcessTransport(ITransport network) : ITransport
{
    private readonly List<IConnection> _connections = [];
    private readonly List<IConnectionListener> _listeners = [];

    public async ValueTask<IConnectionListener> ListenAsync(EndPoint endPoint, CancellationToken cancellation)
    {
        var listener = await network.ListenAsync(endPoint, cancellation);
        _listeners.Add(listener);
        return new Listener(listener, _connections);
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

    /// <summary>The process is dead: its sockets are closed by the system.</summary>
    public void Close()
    {
        foreach (var listener in _listeners)
        {
            // Completes at once: it has nothing to wait for.
            _ = listener.DisposeAsync().AsTask();
        }

        foreach (var connection in _connections)
        {
            connection.Abort();
        }
    }

    private sealed class Listener(IConnectionListener listener, List<IConnection> connections) : IConnectionListener
    {
        public EndPoint LocalEndPoint => listener.LocalEndPoint;

        public async ValueTask<IConnection?> AcceptAsync(CancellationToken cancellation)
        {
            var connection = await listener.AcceptAsync(cancellation);
            if (connection is not null)
            {
                connections.Add(connection);
            }

            return connection;
        }

        public ValueTask DisposeAsync() => listener.DisposeAsync();
    }
}
