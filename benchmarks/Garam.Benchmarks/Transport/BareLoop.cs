using System.Buffers.Binary;
using Garam.Transport.Buffers;
using Garam.Transport.Connections;

namespace Garam.Benchmarks.Transport;

/// <summary>The least that a server can do: receive, acknowledge, the same memory again. No admission, no deadlines, no order.</summary>
internal static class BareLoop
{
    public static async Task RunAsync(IConnectionListener listener)
    {
        var serving = new List<Task>();
        while (await listener.AcceptAsync(CancellationToken.None) is { } connection)
        {
            serving.Add(ServeAsync(connection));
        }

        await Task.WhenAll(serving);
    }

    private static async Task ServeAsync(IConnection connection)
    {
        using var arena = BlockArena.CreateNative("bare", 2 << 20, 1 << 20, 2 << 20);
        using var block = arena.TryAllocate(1 << 20)!;
        ReadOnlyMemory<byte>[] reply = [new byte[] { 0, 0, 0, 4, 0, 0, 0, 0 }];
        var prefix = new byte[4];
        await using (connection)
        {
            while (await FillAsync(connection, prefix))
            {
                await FillAsync(connection, block.Memory[..BinaryPrimitives.ReadInt32BigEndian(prefix)]);
                await connection.SendAsync(reply, CancellationToken.None);
            }
        }
    }

    private static async ValueTask<bool> FillAsync(IConnection connection, Memory<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var count = await connection.ReceiveAsync(rest, CancellationToken.None);
            if (count == 0)
            {
                return false;
            }

            rest = rest[count..];
        }

        return true;
    }
}
