using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Client.Connections;

/// <summary>A connection that is being made, or was, and may have broken since. Owned by the pool.</summary>
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

    /// <summary>It has to be made anew.</summary>
    public bool IsUseless => Connected.IsCompleted && (_connection is null || _connection.IsBroken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var connection = await Connected;
        }
        catch (Exception fault) when (fault is KafkaException or OperationCanceledException)
        {
            // It never came to be, and whoever asked for it has been told.
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
