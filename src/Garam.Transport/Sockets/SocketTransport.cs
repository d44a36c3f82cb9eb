using System.Net;
using System.Net.Sockets;
using Garam.Protocol;
using Garam.Transport.Connections;
using Microsoft.Extensions.Logging;

namespace Garam.Transport.Sockets;

/// <summary>TCP. It owns nothing: listeners and connections belong to the caller that asked for them.</summary>
public sealed class SocketTransport(TimeProvider time, ILogger<SocketTransport> logger) : ITransport
{
    // A few thousand clients that all reconnect after a restart; the kernel caps it at net.core.somaxconn.
    private const int Backlog = 4096;

    public ValueTask<IConnectionListener> ListenAsync(EndPoint endPoint, CancellationToken cancellation)
    {
        var socket = NewSocket(endPoint);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            if (OperatingSystem.IsLinux())
            {
                // It takes its file and thread now, not when there may be none left.
                _ = ArrivalWatch.Shared;
            }

            return ValueTask.FromResult<IConnectionListener>(new SocketListener(socket, time, logger));
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            throw new IOException($"Cannot listen at {endPoint}: {fault.Message}.", fault);
        }
    }

    public async ValueTask<IConnection> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        // No family: the host name decides between IPv4 and IPv6.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, cancellation);
            return new SocketConnection(socket);
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            throw new ConnectException(new HostPort(host, port), fault.SocketErrorCode, fault);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket NewSocket(EndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (endPoint is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any))
        {
            socket.DualMode = true;
        }

        return socket;
    }
}
