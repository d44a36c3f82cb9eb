using System.Net;
using System.Net.Sockets;
using Garam.Protocol;

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

    /// <summary>Returns null once the listener is disposed.</summary>
    ValueTask<IConnection?> AcceptAsync(CancellationToken cancellation);
}

/// <summary>A connection to an address cannot be made; <see cref="Error"/> says why.</summary>
public sealed class ConnectException(HostPort address, SocketError error, Exception? cause = null)
    : IOException($"Cannot connect to {address}: {cause?.Message ?? error.ToString()}.", cause)
{
    public SocketError Error { get; } = error;
}
