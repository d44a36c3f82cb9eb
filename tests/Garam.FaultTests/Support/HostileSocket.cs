using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.FaultTests.Support;

/// <summary>A plain socket: the peer that keeps no rule. Owns the socket.</summary>
public sealed class HostileSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private HostileSocket()
    {
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<HostileSocket> ConnectAsync(string bootstrap)
    {
        var hostile = new HostileSocket();
        await hostile._socket.ConnectAsync(IPEndPoint.Parse(bootstrap), Cancellation);
        return hostile;
    }

    /// <summary>A frame with a true length.</summary>
    public static byte[] Framed(ReadOnlySpan<byte> body)
    {
        var frame = new byte[sizeof(int) + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
        body.CopyTo(frame.AsSpan(sizeof(int)));
        return frame;
    }

    /// <summary>A request as bytes, to be spoilt.</summary>
    public static byte[] FrameOf<TRequest>(TRequest request, short version)
        where TRequest : class, IRequest
    {
        using var frame = FrameEncoding.Request(TRequest.ApiKey, version, correlationId: 7, "hostile", request);
        return [.. frame.Complete().SelectMany(slice => slice.ToArray())];
    }

    /// <summary>Request header v1 and nothing behind it.</summary>
    public static byte[] HeaderOf(ApiKey key, short version, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[10 + body.Length];
        BinaryPrimitives.WriteInt16BigEndian(bytes, (short)key);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(2), version);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), 7);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(8), -1);
        body.CopyTo(bytes.AsSpan(10));
        return Framed(bytes);
    }

    /// <summary>Sends bytes. Those that the peer no longer wants to read are lost without an error.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            for (var rest = bytes; rest.Length > 0;)
            {
                rest = rest[await _socket.SendAsync(rest, Cancellation)..];
            }
        }
        catch (SocketException)
        {
        }
    }

    /// <summary>No more is coming; answers are still taken.</summary>
    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The next closing is a reset.</summary>
    public void LingerNot() => _socket.LingerState = new LingerOption(true, 0);

    /// <summary>Everything that the server sends until it closes the connection.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(Eventually.Bound);
        var received = new MemoryStream();
        var buffer = new byte[64 << 10];
        try
        {
            while (await _socket.ReceiveAsync(buffer, bound.Token) is var count and > 0)
            {
                received.Write(buffer, 0, count);
            }
        }
        catch (SocketException)
        {
            // Closed while we were still sending: a reset.
        }

        return received.ToArray();
    }

    public async Task<byte[]> ReadFrameAsync()
    {
        var prefix = await ReadExactlyAsync(sizeof(int));
        return await ReadExactlyAsync(BinaryPrimitives.ReadInt32BigEndian(prefix));
    }

    public void Dispose() => _socket.Dispose();

    private async Task<byte[]> ReadExactlyAsync(int length)
    {
        await using var stream = new NetworkStream(_socket, ownsSocket: false);
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, Cancellation);
        return bytes;
    }
}
