using System.Buffers.Binary;
using Garam.Transport.Connections;

namespace Garam.Benchmarks.Transport;

/// <summary>The client process: connections that do nothing after one request, or connections that send as fast as they can.</summary>
internal static class TransportLoad
{
    private const int FrameBytes = 1 << 20;
    private const int ReplyBytes = 8;

    // As many as a Kafka producer keeps in flight.
    private const int FramesInFlight = 5;

    /// <summary>Holds the connections, each after one answered request, until standard input ends.</summary>
    public static async Task HoldAsync(IConnection[] connections)
    {
        foreach (var connection in connections)
        {
            await connection.SendAsync([new byte[] { 0, 0, 0, 1, 0 }], CancellationToken.None);
            await ReceiveAsync(connection, ReplyBytes);
        }

        Console.WriteLine("ready");
        _ = await Console.In.ReadToEndAsync();
    }

    public static Task SendAsync(IConnection[] connections, long bytes) =>
        Task.WhenAll(connections.Select(connection => SendAsync(connection, bytes / FrameBytes / connections.Length)));

    private static async Task SendAsync(IConnection connection, long frames)
    {
        var frame = new byte[sizeof(int) + FrameBytes];
        BinaryPrimitives.WriteInt32BigEndian(frame, FrameBytes);
        for (var sent = 0L; sent < frames; sent++)
        {
            if (sent >= FramesInFlight)
            {
                await ReceiveAsync(connection, ReplyBytes);
            }

            await connection.SendAsync([frame], CancellationToken.None);
        }

        await ReceiveAsync(connection, (int)Math.Min(frames, FramesInFlight) * ReplyBytes);
        await connection.DisposeAsync();
    }

    private static async Task ReceiveAsync(IConnection connection, int bytes)
    {
        var buffer = new byte[bytes];
        for (var received = 0; received < bytes;)
        {
            var count = await connection.ReceiveAsync(buffer.AsMemory(received), CancellationToken.None);
            received += count > 0 ? count : throw new IOException("The server closed the connection.");
        }
    }
}
