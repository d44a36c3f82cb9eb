using System.Net;
using Garam.Transport.Buffers;
using Garam.Transport.Connections;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Transport.Sockets;

public sealed class SocketConnectionTests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_gather_send_of_many_slices_arrives_whole_at_a_slow_reader(int seed)
    {
        var random = new Random(seed);
        using var arena = new NativeArena(16 << 20);
        random.NextBytes(arena.Memory.Span);
        var slices = new List<ReadOnlyMemory<byte>>();
        for (var offset = 0; offset < arena.Memory.Length;)
        {
            var length = Math.Min(random.Next(4) == 0 ? 0 : random.Next(1, 200_000), arena.Memory.Length - offset);
            var slice = arena.Memory.Slice(offset, length);
            slices.Add(random.Next(2) == 0 ? slice : slice.ToArray());
            offset += length;
        }

        await using var pair = await Pair.ConnectAsync("127.0.0.1", IPAddress.Loopback);
        var sending = pair.Server.SendAsync(slices, Test).AsTask();
        var received = new byte[arena.Memory.Length];
        for (var count = 0; count < received.Length;)
        {
            count += await pair.Client.ReceiveAsync(
                received.AsMemory(count, Math.Min(random.Next(1, 300_000), received.Length - count)), Test);
        }

        await sending;
        Assert.True(arena.Memory.Span.SequenceEqual(received));
    }

    [Fact]
    public async Task Nothing_to_send_is_sent_at_once()
    {
        await using var pair = await Pair.ConnectAsync("127.0.0.1", IPAddress.Loopback);
        await pair.Server.SendAsync([ReadOnlyMemory<byte>.Empty, ReadOnlyMemory<byte>.Empty], Test);
        await pair.Server.DisposeAsync();
        Assert.Equal(0, await pair.Client.ReceiveAsync(new byte[10], Test));
    }

    [Fact]
    public async Task The_receiver_wakes_only_for_the_bytes_it_expects_or_the_end()
    {
        await using var pair = await Pair.ConnectAsync("127.0.0.1", IPAddress.Loopback);
        pair.Server.ExpectAtLeast(10_000);
        var readable = pair.Server.WaitReadableAsync(1, Test).AsTask();
        await pair.Client.SendAsync([new byte[5_000]], Test);
        Assert.NotSame(readable, await Task.WhenAny(readable, Task.Delay(100, Test)));
        await pair.Client.SendAsync([new byte[5_000]], Test);
        await readable;
        Assert.Equal(10_000, await pair.Server.ReceiveAsync(new byte[20_000], Test));

        var end = pair.Server.ReceiveAsync(new byte[1], Test).AsTask();
        await pair.Client.DisposeAsync();
        Assert.Equal(0, await end);
    }

    [Fact]
    public async Task Waiting_for_many_bytes_ends_when_the_socket_holds_them_and_takes_none()
    {
        await using var pair = await Pair.ConnectAsync("127.0.0.1", IPAddress.Loopback);
        for (var round = 0; round < 3; round++)
        {
            for (var sent = 0; sent < 59_000; sent += 1000)
            {
                await pair.Client.SendAsync([new byte[1000]], Test);
            }

            Assert.True(await pair.Server.WaitReadableAsync(1000, Test));
            var readable = pair.Server.WaitReadableAsync(60_000, Test).AsTask();
            Assert.NotSame(readable, await Task.WhenAny(readable, Task.Delay(50, Test)));
            await pair.Client.SendAsync([new byte[1000]], Test);
            Assert.True(await readable);
            Assert.Equal(60_000, await pair.Server.ReceiveAsync(new byte[100_000], Test));
            pair.Server.ExpectAtLeast(1);
        }
    }

    [Fact]
    public async Task Waiting_for_many_bytes_ends_with_the_stream_and_with_the_connection()
    {
        await using (var pair = await Pair.ConnectAsync("127.0.0.1", IPAddress.Loopback))
        {
            var readable = pair.Server.WaitReadableAsync(60_000, Test).AsTask();
            await pair.Client.SendAsync([new byte[5]], Test);
            await pair.Client.DisposeAsync();
            Assert.False(await readable);
            Assert.Equal(5, await pair.Server.ReceiveAsync(new byte[10], Test));
            Assert.Equal(0, await pair.Server.ReceiveAsync(new byte[10], Test));
        }

        await using (var pair = await Pair.ConnectAsync("127.0.0.1", IPAddress.Loopback))
        {
            var readable = pair.Server.WaitReadableAsync(60_000, Test).AsTask();
            pair.Server.Abort();
            await Assert.ThrowsAsync<IOException>(() => readable);
        }

        await using (var pair = await Pair.ConnectAsync("127.0.0.1", IPAddress.Loopback))
        {
            var readable = pair.Server.WaitReadableAsync(60_000, Test).AsTask();
            await pair.Server.DisposeAsync();
            await Assert.ThrowsAsync<IOException>(() => readable);
        }
    }

    [Fact]
    public async Task Aborting_fails_what_is_pending_at_both_ends()
    {
        await using var pair = await Pair.ConnectAsync("127.0.0.1", IPAddress.Loopback);
        var receiving = pair.Server.ReceiveAsync(new byte[1], Test).AsTask();
        var sending = pair.Server.SendAsync([new byte[64 << 20]], Test).AsTask();
        pair.Server.Abort();
        await Assert.ThrowsAsync<IOException>(() => receiving);
        await Assert.ThrowsAsync<IOException>(() => sending);
        await Assert.ThrowsAsync<IOException>(() => pair.Server.SendAsync([new byte[1]], Test).AsTask());
        await Assert.ThrowsAsync<IOException>(() => pair.Server.WaitReadableAsync(1, Test).AsTask());
        await Assert.ThrowsAsync<IOException>(() => DrainAsync(pair.Client));
        pair.Server.ExpectAtLeast(5);
    }

    [Fact]
    public async Task What_was_sent_arrives_although_the_sender_closed()
    {
        await using var pair = await Pair.ConnectAsync("127.0.0.1", IPAddress.Loopback);
        var receiving = pair.Server.ReceiveAsync(new byte[1], Test).AsTask();
        await pair.Server.SendAsync([new byte[100_000]], Test);
        await pair.Server.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => receiving);
        Assert.Equal(100_000, await DrainAsync(pair.Client));
    }

    [Fact]
    public async Task IPv6_works_where_the_machine_has_it()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "No IPv6 here.");
        await using var pair = await Pair.ConnectAsync("::1", IPAddress.IPv6Loopback);
        await pair.Client.SendAsync([new byte[3]], Test);
        Assert.Equal(3, await pair.Server.ReceiveAsync(new byte[10], Test));
    }

    [Fact]
    public async Task Nobody_listening_and_a_port_in_use_are_environment_faults()
    {
        var transport = NewTransport();
        var listener = await transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), Test);
        var accepting = listener.AcceptAsync(Test).AsTask();
        await Assert.ThrowsAsync<IOException>(() => transport.ListenAsync(listener.LocalEndPoint, Test).AsTask());
        await listener.DisposeAsync();
        Assert.Null(await accepting);
        await Assert.ThrowsAsync<ConnectException>(
            () => transport.ConnectAsync("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint).Port, Test).AsTask());
    }

    private static SocketTransport NewTransport() => new(TimeProvider.System, NullLogger<SocketTransport>.Instance);

    private static async Task<long> DrainAsync(IConnection connection)
    {
        var buffer = new byte[1 << 20];
        var total = 0L;
        while (await connection.ReceiveAsync(buffer, Test) is > 0 and var count)
        {
            total += count;
        }

        return total;
    }

    private sealed record Pair(IConnection Client, IConnection Server, IConnectionListener Listener) : IAsyncDisposable
    {
        public static async Task<Pair> ConnectAsync(string host, IPAddress address)
        {
            var transport = NewTransport();
            var listener = await transport.ListenAsync(new IPEndPoint(address, 0), Test);
            var client = await transport.ConnectAsync(host, ((IPEndPoint)listener.LocalEndPoint).Port, Test);
            return new Pair(client, (await listener.AcceptAsync(Test))!, listener);
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
            await Listener.DisposeAsync();
        }
    }
}
