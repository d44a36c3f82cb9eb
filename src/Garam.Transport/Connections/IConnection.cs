using System.Net;

namespace Garam.Transport.Connections;

/// <summary>
/// One byte stream: a socket, TLS over it, or simulated. One reader and one writer at a time; both may be under way together.
/// Faults of the peer (reset, time-out) throw <see cref="IOException"/>.
/// </summary>
public interface IConnection : IAsyncDisposable
{
    EndPoint? RemoteEndPoint { get; }

    /// <summary>Taken by the stream so far, also of a send under way: it stands still while the peer takes nothing. Any thread.</summary>
    long SentBytes { get; }

    /// <summary>
    /// Completes with true when so many bytes can be received, and with false when there are fewer because the stream has ended or may be
    /// unable to hold more. Holds no buffer: an idle connection costs none, and neither does one that sends less.
    /// </summary>
    ValueTask<bool> WaitReadableAsync(int bytes, CancellationToken cancellation);

    /// <summary>0 at the end of the stream.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> destination, CancellationToken cancellation);

    /// <summary>A hint: do not wake the receiver for less (SO_RCVLOWAT). 1 restores the default.</summary>
    void ExpectAtLeast(int bytes);

    /// <summary>One gather send of everything, in order. Borrows the slices until it completes.</summary>
    ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> slices, CancellationToken cancellation);

    /// <summary>Breaks the stream at once; pending operations fail. Idempotent.</summary>
    void Abort();
}
