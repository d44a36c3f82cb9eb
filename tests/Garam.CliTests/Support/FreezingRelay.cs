using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Garam.CliTests.Support;

/// <summary>
/// Passes on what clients and a server say to each other until a client asks for one API: from then on nobody hears anything, on any
/// connection, and new connections are taken and never answered. Owns its listener and its connections.
/// </summary>
internal sealed class FreezingRelay : IDisposable
{
    private const int ListenersWaiting = 64;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly short _freezesAt;
    private volatile bool _isFrozen;

    /// <param name="freezesAt">The API key.</param>
    public FreezingRelay(short freezesAt)
    {
        _freezesAt = freezesAt;
        _listener.Start(ListenersWaiting);
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    public async Task RunAsync(string server)
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await _listener.AcceptTcpClientAsync(_closed.Token), IPEndPoint.Parse(server));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Lets <see cref="RunAsync"/> end.</summary>
    public void Stop() => _closed.Cancel();

    public void Dispose()
    {
        Stop();
        _listener.Dispose();
        _closed.Dispose();
    }

    private async Task RelayAsync(TcpClient client, IPEndPoint address)
    {
        using var server = new TcpClient();
        using var accepted = client;
        try
        {
            await server.ConnectAsync(address, _closed.Token);
            await Task.WhenAny(RequestsAsync(client.GetStream(), server.GetStream()), AnswersAsync(server.GetStream(), client.GetStream()));
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
        {
            // One of the two has gone, and with it the connection.
        }
    }

    private async Task RequestsAsync(NetworkStream client, NetworkStream server)
    {
        var head = new byte[6];
        while (true)
        {
            await client.ReadExactlyAsync(head, _closed.Token);
            var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(head) - 2];
            await client.ReadExactlyAsync(rest, _closed.Token);
            _isFrozen |= BinaryPrimitives.ReadInt16BigEndian(head.AsSpan(4)) == _freezesAt;
            if (!_isFrozen)
            {
                await server.WriteAsync(head, _closed.Token);
                await server.WriteAsync(rest, _closed.Token);
            }
        }
    }

    private async Task AnswersAsync(NetworkStream server, NetworkStream client)
    {
        var piece = new byte[64 << 10];
        while (await server.ReadAsync(piece, _closed.Token) is > 0 and var read)
        {
            if (!_isFrozen)
            {
                await client.WriteAsync(piece.AsMemory(0, read), _closed.Token);
            }
        }

        // A frozen connection stays open.
        await Task.Delay(_isFrozen ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, _closed.Token);
    }
}
