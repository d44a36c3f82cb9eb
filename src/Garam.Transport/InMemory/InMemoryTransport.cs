using System.Net;
using System.Net.Sockets;
using Garam.Protocol;
using Garam.Transport.Connections;

namespace Garam.Transport.InMemory;

/// <summary>
/// A network within the process, for tests and the simulation: the same seed and the same calls give the same reads. All host names are one
/// machine: only the port counts. It has no thread; a connection belongs to the caller that opened or accepted it.
/// </summary>
public sealed class InMemoryTransport(InMemoryTransportOptions options, TimeProvider time) : ITransport
{
    private const int FirstFreePort = 30_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, InMemoryListener> _listeners = [];
    private readonly List<WeakReference<InMemoryConnection>> _accepted = [];
    private readonly Random? _random = options.Seed is { } seed ? new Random(seed) : null;
    private int _lastPort = FirstFreePort;

    public ValueTask<IConnectionListener> ListenAsync(EndPoint endPoint, CancellationToken cancellation)
    {
        var port = endPoint switch
        {
            IPEndPoint ip => ip.Port,
            DnsEndPoint dns => dns.Port,
            _ => throw new ArgumentException($"Not an address with a port: {endPoint}."),
        };
        lock (_gate)
        {
            port = port == 0 ? ++_lastPort : port;
            var listener = new InMemoryListener(new IPEndPoint(IPAddress.Loopback, port), options.Backlog, Forget);
            return _listeners.TryAdd(port, listener)
                ? ValueTask.FromResult<IConnectionListener>(listener)
                : throw new IOException($"Port {port} is in use.");
        }
    }

    public ValueTask<IConnection> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var there = NewPipe();
            var back = NewPipe();
            var client = new InMemoryConnection(new IPEndPoint(IPAddress.Loopback, port), back, there);
            var server = new InMemoryConnection(new IPEndPoint(IPAddress.Loopback, ++_lastPort), there, back);
            if (!_listeners.TryGetValue(port, out var listener) || !listener.TryEnqueue(server))
            {
                throw new ConnectException(new HostPort(host, port), SocketError.ConnectionRefused);
            }

            _accepted.RemoveAll(static connection => !connection.TryGetTarget(out _));
            _accepted.Add(new WeakReference<InMemoryConnection>(server));
            return ValueTask.FromResult<IConnection>(client);
        }
    }

    /// <summary>Breaks every connection at both ends, as a network failure does.</summary>
    public void CutAll()
    {
        List<WeakReference<InMemoryConnection>> open;
        lock (_gate)
        {
            open = [.. _accepted];
            _accepted.Clear();
        }

        foreach (var reference in open)
        {
            if (reference.TryGetTarget(out var connection))
            {
                connection.Abort();
            }
        }
    }

    // Each direction has a random sequence of its own, so that it does not depend on other connections.
    private InMemoryPipe NewPipe() => new(options, _random is null ? null : new Random(_random.Next()), time);

    private void Forget(InMemoryListener listener)
    {
        lock (_gate)
        {
            _listeners.Remove(((IPEndPoint)listener.LocalEndPoint).Port);
        }
    }
}

/// <summary>The faults of the simulated network; none by default.</summary>
public sealed class InMemoryTransportOptions
{
    /// <summary>
    /// The bytes that one direction of a connection holds before its sender waits; about as many as a kernel holds for a socket.
    /// </summary>
    public int BufferBytes { get; init; } = 256 * 1024;

    /// <summary>Connections that wait to be accepted. More are refused, as by a kernel.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>Splits reads at random places and draws the delays. Null: reads are as large as possible.</summary>
    public int? Seed { get; init; }

    /// <summary>The longest delay of bytes, which stay in order. Needs <see cref="Seed"/>.</summary>
    public TimeSpan DelayMax { get; init; }
}
