using System.Buffers.Binary;
using Garam.Peers.Calls;
using Garam.Peers.Handshake;
using Garam.Peers;
using Garam.Protocol.Wire;
using Garam.Transport.Connections;

namespace Garam.InMemoryTests.Peers;

/// <summary>One end of a connection that keeps to no rule.</summary>
internal sealed class RawPeer(IConnection stream) : IAsyncDisposable
{
    public async Task ShakeHandsAsync(ClusterKey key, TimeProvider time) =>
        await new CallerHandshake(stream, new ReplyReader(stream, time), key).RunAsync(new byte[HandshakeTranscript.NonceBytes], default);

    public async Task SendAsync(FrameWriter frame)
    {
        using (frame)
        {
            await stream.SendAsync(frame.Complete(), default);
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await stream.SendAsync([bytes], default);

    /// <summary>Returns the next frame without its length; null if the connection has ended.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync()
    {
        var prefix = new byte[sizeof(int)];
        if (!await FillAsync(prefix))
        {
            return null;
        }

        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
        return await FillAsync(frame) ? frame : null;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task<bool> FillAsync(Memory<byte> destination)
    {
        try
        {
            while (!destination.IsEmpty)
            {
                var count = await stream.ReceiveAsync(destination, default);
                if (count == 0)
                {
                    return false;
                }

                destination = destination[count..];
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
