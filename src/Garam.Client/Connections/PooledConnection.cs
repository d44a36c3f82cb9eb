using Garam.Client.Security;

namespace Garam.Client.Connections;

/// <summary>A connection that is being made, or was, and may have broken since. Owned by the pool.</summary>
internal sealed class PooledConnection : IAsyncDisposable
{
    private KafkaConnection? _connection;

    public PooledConnection(ValueTask<KafkaConnection> connecting) => Connected = FinishAsync(connecting);

    public Task<KafkaConnection> Connected { get; }

    /// <summary>It has to be made anew.</summary>
    public bool IsUseless => Connected.IsCompleted && (_connection is null || _connection.IsBroken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var connection = await Connected;
        }
        catch (Exception fault) when (fault is IOException or AccessException or OperationCanceledException)
        {
            // It never came to be, and whoever asked for it has been told.
        }
    }

    private async Task<KafkaConnection> FinishAsync(ValueTask<KafkaConnection> connecting) => _connection = await connecting;
}
