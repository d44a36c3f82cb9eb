using System.Buffers.Binary;
using Garam.Protocol;
using Garam.Transport.Connections;

namespace Garam.Peers.Calls;

/// <summary>Cuts the stream of a connection into replies, each in memory of its own. One reader; it borrows the stream.</summary>
internal sealed class ReplyReader(IConnection stream, TimeProvider time)
{
    private const int HeaderBytes = 2 * sizeof(int);

    private readonly byte[] _header = new byte[HeaderBytes];
    private long _receivedAt = time.GetTimestamp();

    /// <summary>When bytes last arrived. Any thread.</summary>
    public long ReceivedAt => Volatile.Read(ref _receivedAt);

    /// <summary>Returns the next reply, which begins with its correlation id.</summary>
    /// <exception cref="IOException">The stream broke or ended.</exception>
    /// <exception cref="MalformedRequestException">The bytes are not a reply, or one that is too large.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(int bytesMax, CancellationToken cancellation)
    {
        await FillAsync(_header, cancellation);
        var length = BinaryPrimitives.ReadInt32BigEndian(_header);
        if (length < sizeof(int) || length > bytesMax)
        {
            throw new MalformedRequestException($"A reply of {length} bytes was announced; at most {bytesMax} are accepted.");
        }

        var reply = GC.AllocateUninitializedArray<byte>(length);
        _header.AsSpan(sizeof(int)).CopyTo(reply);
        await FillAsync(reply.AsMemory(sizeof(int)), cancellation);
        return reply;
    }

    private async ValueTask FillAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        while (!destination.IsEmpty)
        {
            var count = await stream.ReceiveAsync(destination, cancellation);
            if (count == 0)
            {
                throw new IOException("The other end closed the connection.");
            }

            Volatile.Write(ref _receivedAt, time.GetTimestamp());
            destination = destination[count..];
        }
    }
}
