using System.Net;
using Garam.Transport.Connections;

namespace Garam.Transport.InMemory;

/// <summary>One end of a pair of pipes.</summary>
internal sealed class InMemoryConnection(EndPoint remote, InMemoryPipe incoming, InMemoryPipe outgoing) : IConnection
{
    private int _isClosed;

    public EndPoint? RemoteEndPoint => remote;

    public long SentBytes => outgoing.SentBytes;

    public ValueTask<bool> WaitReadableAsync(int bytes, CancellationToken cancellation) => incoming.WaitReadableAsync(bytes, cancellation);

    public ValueTask<int> ReceiveAsync(Memory<byte> destination, CancellationToken cancellation) =>
        incoming.ReceiveAsync(destination, cancellation);

    public void ExpectAtLeast(int bytes) => incoming.ExpectAtLeast(bytes);

    public async ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> slices, CancellationToken cancellation)
    {
        for (var index = 0; index < slices.Count; index++)
        {
            await outgoing.SendAsync(slices[index], cancellation);
        }
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            incoming.Dispose();
            outgoing.Dispose();
        }
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            incoming.Dispose();
            outgoing.Complete();
        }

        return ValueTask.CompletedTask;
    }
}
