using System.Net;

namespace Garam.Transport.Connections;

/// <summary>
/// One byte stream: a socket, TLS over it, or simulated. One reader and one writer at a time; both may be active together. A fault of the
/// peer (reset, time-out) throws <see cref="IOException"/>.
/// </summary>
public interface IConnection : IAsyncDisposable
{
    EndPoint? RemoteEndPoint { get; }

    /// <summary>
    /// The bytes taken by the stream so far, including those of a send in progress. Stands still while the peer takes nothing. Any thread.
    /// </summary>
    long SentBytes { get; }

    /// <summary>
    /// Completes with true once this many bytes can be received. Completes with false if there are fewer because the stream has ended or
    /// may be unable to hold more. Holds no buffer, so an idle connection costs none, and neither does one that sends less.
    /// </summary>
    ValueTask<bool> WaitReadableAsync(int bytes, CancellationToken cancellation);

    /// <summary>Returns 0 at the end of the stream.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> destination, CancellationToken cancellation);

    /// <summary>A hint not to wake the receiver for fewer bytes (SO_RCVLOWAT). 1 restores the default.</summary>
    void ExpectAtLeast(int bytes);

    /// <summary>Sends everything in order, in one gather send. Borrows the slices until it completes.</summary>
    ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> slices, CancellationToken cancellation);

    /// <summary>Breaks the stream at once; pending operations fail. May be called again.</summary>
    void Abort();
}
