using System.Net;
using System.Net.Sockets;
using Garam.Transport.Connections;
using Microsoft.Extensions.Logging;

namespace Garam.Transport.Sockets;

/// <summary>
/// A listening socket, which it owns; one caller accepts. A fault of one connection does not end it, nor does running out of files.
/// </summary>
internal sealed partial class SocketListener(Socket socket, TimeProvider time, ILogger logger) : IConnectionListener
{
    // Files become free when connections end. Asking more often only burns CPU.
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(200);

    private bool _isFailing;
    private int _isDisposed;

    public EndPoint LocalEndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<IConnection?> AcceptAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellation);
                _isFailing = false;
                if (TryAdopt(accepted) is { } connection)
                {
                    return connection;
                }
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException) when (Volatile.Read(ref _isDisposed) != 0)
            {
                return null;
            }
            catch (SocketException fault)
            {
                await WaitAfterAsync(fault, cancellation);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            socket.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Returns null if the peer has gone already.</summary>
    private static SocketConnection? TryAdopt(Socket accepted)
    {
        try
        {
            return new SocketConnection(accepted);
        }
        catch (SocketException)
        {
            accepted.Dispose();
            return null;
        }
    }

    private async ValueTask WaitAfterAsync(SocketException fault, CancellationToken cancellation)
    {
        if (fault.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            return;
        }

        if (!_isFailing)
        {
            _isFailing = true;
            Log.AcceptFailed(logger, fault, LocalEndPoint);
        }

        await Task.Delay(BackOff, time, cancellation);
    }

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Error, "Connections cannot be accepted at {EndPoint}. Trying again until it works.")]
        public static partial void AcceptFailed(ILogger logger, Exception fault, EndPoint endPoint);
    }
}
