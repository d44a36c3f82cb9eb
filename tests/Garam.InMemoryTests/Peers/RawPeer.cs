using Garam.InMemoryTests.Transport;
using Garam.Peers;
using Garam.Peers.Calls;
using Garam.Peers.Handshake;
using Garam.Protocol.Wire;
using Garam.Transport.Connections;

namespace Garam.InMemoryTests.Peers;

/// <summary>One end of a connection that keeps to no rule.</summary>
internal sealed class RawPeer(IConnection stream) : IAsyncDisposable
{
    private readonly TestClient _client = new(stream);

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
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync() =>
        await _client.ReceiveBytesAsync() is { Length: > 0 } frame ? frame : (ReadOnlyMemory<byte>?)null;

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
