using System.Net;
using Garam.Transport.Connections;

namespace Garam.Transport.Tls;

/// <summary>Accepts the connections of another listener, which it owns, as the server end of mutual TLS.</summary>
internal sealed class TlsListener(IConnectionListener inner, TlsOptions options) : IConnectionListener
{
    public EndPoint LocalEndPoint => inner.LocalEndPoint;

    public async ValueTask<IConnection?> AcceptAsync(CancellationToken cancellation) =>
        await inner.AcceptAsync(cancellation) is { } connection ? new AcceptedTlsConnection(connection, options) : null;

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
