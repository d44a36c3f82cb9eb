using System.Net;

namespace Garam.Transport.Connections;

public interface ITransport
{
    /// <summary>Port 0 picks a free one: see <see cref="IConnectionListener.LocalEndPoint"/>.</summary>
    ValueTask<IConnectionListener> ListenAsync(EndPoint endPoint, CancellationToken cancellation);

    ValueTask<IConnection> ConnectAsync(string host, int port, CancellationToken cancellation);
}

public interface IConnectionListener : IAsyncDisposable
{
    EndPoint LocalEndPoint { get; }

    /// <summary>Null once the listener is disposed.</summary>
    ValueTask<IConnection?> AcceptAsync(CancellationToken cancellation);
}
