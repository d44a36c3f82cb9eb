using Garam.Client.Errors;
using Garam.Client.Timing;
using Garam.Protocol;
using Garam.Transport.Connections;

namespace Garam.Client.Connections;

/// <summary>
/// One connection per broker and purpose, made when first asked for and made anew after it broke. Owns the connections. The lock
/// guards the table; connecting happens outside of it, and who asks meanwhile shares the attempt. Any thread.
/// </summary>
internal sealed class ConnectionPool(KafkaConnectionOptions options, ITransport transport, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(HostPort, ConnectionPurpose), PooledConnection> _connections = [];
    private readonly CancellationTokenSource _closed = new();

    /// <exception cref="KafkaException">The broker cannot be reached.</exception>
    public async ValueTask<KafkaConnection> GetAsync(HostPort address, ConnectionPurpose purpose, CancellationToken cancellation)
    {
        PooledConnection connection;
        PooledConnection? replaced = null;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            if (!_connections.TryGetValue((address, purpose), out connection!) || connection.IsUseless)
            {
                replaced = connection;
                connection = new PooledConnection(KafkaConnection.ConnectAsync(transport, address.Host, address.Port, options, time, _closed.Token), address, options.Observer);
                _connections[(address, purpose)] = connection;
            }
        }

        if (replaced is not null)
        {
            await replaced.DisposeAsync();
        }

        return await connection.Connected.OrCancelledAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in Close())
        {
            await connection.DisposeAsync();
        }

        _closed.Dispose();
    }

    private List<PooledConnection> Close()
    {
        lock (_lock)
        {
            _closed.Cancel();
            List<PooledConnection> open = [.. _connections.Values];
            _connections.Clear();
            return open;
        }
    }
}
