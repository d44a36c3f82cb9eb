using System.Net;
using Garam.Transport.Connections;

namespace Garam.InMemoryTests.Transport;

/// <summary>Passes everything on and counts the gather sends of accepted connections.</summary>
internal sealed class RecordingTransport(ITransport inner) : ITransport
{
    public List<int> SlicesPerSend { get; } = [];

    public async ValueTask<IConnectionListener> ListenAsync(EndPoint endPoint, CancellationToken cancellation) =>
        new Listener(await inner.ListenAsync(endPoint, cancellation), SlicesPerSend);

    public ValueTask<IConnection> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        inner.ConnectAsync(host, port, cancellation);

    private sealed class Listener(IConnectionListener inner, List<int> sends) : IConnectionListener
    {
        public EndPoint LocalEndPoint => inner.LocalEndPoint;

        public async ValueTask<IConnection?> AcceptAsync(CancellationToken cancellation) =>
            await inner.AcceptAsync(cancellation) is { } connection ? new Connection(connection, sends) : null;

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Connection(IConnection inner, List<int> sends) : IConnection
    {
        public EndPoint? RemoteEndPoint => inner.RemoteEndPoint;

        public long SentBytes => inner.SentBytes;

        public ValueTask<bool> WaitReadableAsync(int bytes, CancellationToken cancellation) => inner.WaitReadableAsync(bytes, cancellation);

        public ValueTask<int> ReceiveAsync(Memory<byte> destination, CancellationToken cancellation) =>
            inner.ReceiveAsync(destination, cancellation);

        public void ExpectAtLeast(int bytes) => inner.ExpectAtLeast(bytes);

        public ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> slices, CancellationToken cancellation)
        {
            sends.Add(slices.Count);
            return inner.SendAsync(slices, cancellation);
        }

        public void Abort() => inner.Abort();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
