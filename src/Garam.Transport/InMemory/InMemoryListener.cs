using System.Net;
using System.Threading.Channels;
using Garam.Transport.Connections;

namespace Garam.Transport.InMemory;

internal sealed class InMemoryListener(IPEndPoint localEndPoint, int backlog, Action<InMemoryListener> onDisposed) : IConnectionListener
{
    private readonly Channel<InMemoryConnection> _waiting = Channel.CreateBounded<InMemoryConnection>(backlog);

    public EndPoint LocalEndPoint => localEndPoint;

    public bool TryEnqueue(InMemoryConnection connection) => _waiting.Writer.TryWrite(connection);

    public async ValueTask<IConnection?> AcceptAsync(CancellationToken cancellation)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellation))
        {
            if (_waiting.Reader.TryRead(out var connection))
            {
                return connection;
            }
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        if (_waiting.Writer.TryComplete())
        {
            onDisposed(this);
            while (_waiting.Reader.TryRead(out var connection))
            {
                connection.Abort();
            }
        }

        return ValueTask.CompletedTask;
    }
}
