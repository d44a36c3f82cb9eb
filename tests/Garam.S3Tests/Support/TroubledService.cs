using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Garam.UnitTests.Storage.S3;

namespace Garam.S3Tests.Support;

/// <summary>
/// Stands before a real service on a port of its own, and passes bytes on or plays an outage. Owns its connections. A change of its state
/// ends every connection, except that those under way when the service falls silent stay open without an answer, as in life.
/// </summary>
internal sealed class TroubledService : IAsyncDisposable
{
    private const string Refusal = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";

    private static readonly byte[] s_headEnd = "\r\n\r\n"u8.ToArray();

    private readonly IPEndPoint _upstream;
    private readonly IPEndPoint _listen = new(IPAddress.Loopback, ScriptedService.FreePort());
    private State _state;

    public TroubledService(Uri upstream)
    {
        _upstream = new IPEndPoint(IPAddress.Parse(upstream.Host), upstream.Port);
        _state = new State(this, Trouble.None);
    }

    public Uri Endpoint => new($"http://{_listen}");

    public async Task SwitchAsync(Trouble trouble)
    {
        var former = _state;
        await former.EndAsync(closes: trouble != Trouble.Silence);
        _state = new State(this, trouble) { Former = trouble == Trouble.Silence ? former : null };
    }

    public ValueTask DisposeAsync() => _state.DisposeAsync();

    /// <summary>One state of the service, with the connections that were made in it.</summary>
    private sealed class State : IAsyncDisposable
    {
        private readonly TroubledService _service;
        private readonly Trouble _trouble;
        private readonly CancellationTokenSource _end = new();
        private readonly Lock _gate = new();
        private readonly List<Socket> _sockets = [];
        private readonly List<Task> _connections = [];
        private readonly TcpListener? _listener;
        private readonly Task _accepting;

        public State(TroubledService service, Trouble trouble)
        {
            (_service, _trouble) = (service, trouble);
            _listener = trouble == Trouble.Refusal ? null : new TcpListener(service._listen);
            _listener?.Start();
            _accepting = _listener is null ? Task.CompletedTask : AcceptAsync(_listener);
        }

        /// <summary>The state whose connections hang.</summary>
        public State? Former { get; init; }

        public async Task EndAsync(bool closes)
        {
            await _end.CancelAsync();
            _listener?.Stop();
            await _accepting;
            await Task.WhenAll(_connections);
            if (closes)
            {
                _sockets.ForEach(static socket => socket.Dispose());
                _end.Dispose();
                await (Former?.EndAsync(closes: true) ?? Task.CompletedTask);
            }
        }

        public async ValueTask DisposeAsync() => await EndAsync(closes: true);

        private async Task AcceptAsync(TcpListener listener)
        {
            while (!_end.IsCancellationRequested)
            {
                try
                {
                    var client = Keep(await listener.AcceptSocketAsync(_end.Token));
                    _connections.Add(ServeAsync(client));
                }
                catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
                {
                    // Stopped.
                }
            }
        }

        private async Task ServeAsync(Socket client)
        {
            try
            {
                await (_trouble switch
                {
                    Trouble.None => PassAsync(client),
                    Trouble.SlowDown => RefuseAsync(client),
                    _ => Task.CompletedTask,
                });
            }
            catch (Exception fault) when (fault is OperationCanceledException or SocketException)
            {
                // The end of the state, or of a connection.
            }
        }

        private async Task PassAsync(Socket client)
        {
            var upstream = Keep(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
            client.NoDelay = true;
            await upstream.ConnectAsync(_service._upstream, _end.Token);
            await Task.WhenAll(CopyAsync(client, upstream), CopyAsync(upstream, client));
        }

        private async Task CopyAsync(Socket from, Socket to)
        {
            var buffer = new byte[64 << 10];
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }

        /// <summary>Takes each request whole, because a client that still sends would not see the answer.</summary>
        private async Task RefuseAsync(Socket client)
        {
            var received = new List<byte>();
            var buffer = new byte[64 << 10];
            while (await client.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                received.AddRange(buffer.AsSpan(0, count));
                while (LengthOf(received) is { } length && received.Count >= length)
                {
                    var isHead = received[0] == (byte)'H';
                    received.RemoveRange(0, length);
                    await client.SendAsync(Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 503 Slow Down\r\nContent-Length: {Refusal.Length}\r\n\r\n{(isHead ? "" : Refusal)}"), _end.Token);
                }
            }
        }

        /// <summary>Returns the length of the first request with its content; null while its head is incomplete.</summary>
        private static int? LengthOf(List<byte> received)
        {
            var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(received);
            var end = bytes.IndexOf(s_headEnd);
            if (end < 0)
            {
                return null;
            }

            const string Name = "Content-Length:";
            var line = Encoding.ASCII.GetString(bytes[..end]).Split("\r\n")
                .FirstOrDefault(static line => line.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
            return end + s_headEnd.Length + (line is null ? 0 : int.Parse(line[Name.Length..], CultureInfo.InvariantCulture));
        }

        private Socket Keep(Socket socket)
        {
            lock (_gate)
            {
                _sockets.Add(socket);
            }

            return socket;
        }
    }
}

internal enum Trouble
{
    None,

    /// <summary>Every request is refused with 503.</summary>
    SlowDown,

    /// <summary>Connections are accepted, and nothing is answered.</summary>
    Silence,

    /// <summary>Nothing listens.</summary>
    Refusal,
}
