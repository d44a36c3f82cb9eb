using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Transport.Connections;
using Garam.Waiting;

namespace Garam.Client.Connections;

/// <summary>
/// One connection for each broker and purpose, made on first use and again after it broke. Owns the connections. The lock guards the table.
/// Connecting happens outside it, and callers that ask meanwhile share the attempt. Any thread.
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
                connection = new PooledConnection(
                    KafkaConnection.ConnectAsync(transport, address.Host, address.Port, options, time, _closed.Token), address,
                    options.Observer);
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

/// <summary>
/// Brokers answer in order, so a parked fetch or join delays everything after it. Therefore each kind of call has a connection of its own.
/// </summary>
internal enum ConnectionPurpose
{
    Control,
    Produce,
    Fetch,
    Group,

    /// <summary>Joining a group waits for all members, while heartbeats and commits go on.</summary>
    Rebalance,
}

/// <summary>A connection in the pool: being made, ready or broken. Owned by the pool.</summary>
internal sealed class PooledConnection : IAsyncDisposable
{
    private readonly HostPort _broker;
    private readonly IBrokerObserver? _observer;
    private KafkaConnection? _connection;

    public PooledConnection(ValueTask<KafkaConnection> connecting, HostPort broker, IBrokerObserver? observer)
    {
        (_broker, _observer) = (broker, observer);
        Connected = FinishAsync(connecting);
    }

    public Task<KafkaConnection> Connected { get; }

    /// <summary>The pool must make a new one.</summary>
    public bool IsUseless => Connected.IsCompleted && (_connection is null || _connection.IsBroken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var connection = await Connected;
        }
        catch (Exception fault) when (fault is KafkaException or OperationCanceledException)
        {
            // The connection was never made, and its callers were told.
        }
    }

    private async Task<KafkaConnection> FinishAsync(ValueTask<KafkaConnection> connecting)
    {
        try
        {
            _connection = await connecting;
        }
        catch (KafkaException fault) when (fault.IsUnanswered)
        {
            _observer?.OnUnreachable(_broker, fault);
            throw;
        }

        if (_observer is { } observer)
        {
            _connection.OnLate = fault => observer.OnUnreachable(_broker, fault);
            observer.OnReached(_broker);
        }

        return _connection;
    }
}
