using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Garam.Transport.Connections;

namespace Garam.Transport.Sockets;

/// <summary>
/// A TCP stream. It owns the socket. One receiver and one sender at a time, on any threads; any other thread may call <see cref="Abort"/>
/// and <see cref="DisposeAsync"/>.
/// </summary>
internal sealed class SocketConnection : IConnection
{
    // Sent to learn that there is room again. Small, so that the gather send after it fills the room.
    private const int ProbeBytesMax = 64 * 1024;

    private readonly Socket _socket;
    private int _lowWaterBytes = 1;
    private int _isClosed;
    private long _sentBytes;

    // The receiver's wait for many bytes, kept so that closing ends it.
    private TaskCompletionSource? _arrival;

    // One for the open connection and one for each operation in progress. The last one closes the socket.
    private int _uses = 1;

    public SocketConnection(Socket socket)
    {
        _socket = socket;
        socket.NoDelay = true;

        // Finds peers whose machine has disappeared; idle time-outs come much later.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        RemoteEndPoint = socket.RemoteEndPoint;
    }

    public EndPoint? RemoteEndPoint { get; }

    public long SentBytes => Volatile.Read(ref _sentBytes);

    public async ValueTask<bool> WaitReadableAsync(int bytes, CancellationToken cancellation)
    {
        if (bytes > 1 && OperatingSystem.IsLinux())
        {
            return await WaitForArrivalAsync(bytes);
        }

        // In .NET an empty receive completes when there are bytes.
        _ = await ReceiveAsync(Memory<byte>.Empty, cancellation);
        return bytes <= 1 || HeldBytes() >= bytes;
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        Use();
        try
        {
            var count = await _socket.ReceiveAsync(destination, cancellation);
            ThrowIfClosed();
            return count;
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            throw Broken(fault);
        }
        finally
        {
            Unuse();
        }
    }

    public void ExpectAtLeast(int bytes)
    {
        if (bytes == _lowWaterBytes)
        {
            return;
        }

        _lowWaterBytes = bytes;
        if (OperatingSystem.IsLinux())
        {
            LinuxSocket.SetReceiveLowWater(_socket.SafeHandle, bytes);
        }
    }

    public async ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> slices, CancellationToken cancellation)
    {
        Use();
        try
        {
            var sentBefore = _sentBytes;
            var rest = new SendPosition(slices);
            while (true)
            {
                if (OperatingSystem.IsLinux())
                {
                    rest = LinuxSocket.SendWhatFits(_socket.SafeHandle, rest);
                }

                Volatile.Write(ref _sentBytes, sentBefore + rest.SentBytes);
                if (rest.IsEnd)
                {
                    return;
                }

                var slice = OperatingSystem.IsLinux() ? rest.Current(ProbeBytesMax) : rest.Current(int.MaxValue);
                rest = rest.Advance(await _socket.SendAsync(slice, cancellation));
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            throw Broken(fault);
        }
        finally
        {
            Unuse();
        }
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            // Without lingering the kernel drops what the peer has not taken, and resets the stream.
            _socket.Close(timeout: 0);
            Interlocked.Exchange(ref _arrival, null)?.TrySetResult();
        }
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            try
            {
                // Wakes pending operations. Closing under them would reset the stream, and lose what was just sent.
                _socket.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
                // The peer was faster.
            }

            Unuse();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Leaves the low-water mark as it is, because the caller goes on to receive. The kernel also wakes up early when it has little room
    /// left for more, long before it is full if segments are as large as on the loopback interface.
    /// </summary>
    [SupportedOSPlatform("linux")]
    private async ValueTask<bool> WaitForArrivalAsync(int bytes)
    {
        Use();
        try
        {
            if (HeldBytes() >= bytes)
            {
                return true;
            }

            ExpectAtLeast(bytes);
            await ArrivalWatch.Shared.WaitAsync(_socket.SafeHandle, BeginArrival());
            Volatile.Write(ref _arrival, null);
            ThrowIfClosed();
            return HeldBytes() >= bytes;
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            throw Broken(fault);
        }
        finally
        {
            Unuse();
        }
    }

    private int HeldBytes()
    {
        try
        {
            return _socket.Available;
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            throw Broken(fault);
        }
    }

    private TaskCompletionSource BeginArrival()
    {
        var arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _arrival, arrival);
        if (Volatile.Read(ref _isClosed) != 0)
        {
            // Closed before it could know of this wait.
            arrival.TrySetResult();
        }

        return arrival;
    }

    private void Use()
    {
        ThrowIfClosed();
        Interlocked.Increment(ref _uses);
    }

    private void Unuse()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            _socket.Dispose();
        }
    }

    private void ThrowIfClosed()
    {
        if (Volatile.Read(ref _isClosed) != 0)
        {
            throw new IOException("The connection is closed.");
        }
    }

    private static IOException Broken(Exception fault) => new($"The connection is broken: {fault.Message}", fault);
}
