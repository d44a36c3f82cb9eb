using System.Buffers.Binary;
using System.Text;
using Garam.Transport.Connections;

namespace Garam.InMemoryTests.Transport;

/// <summary>The other end of a connection: sends frames, or bytes that are none.</summary>
internal sealed class TestClient(IConnection connection) : IAsyncDisposable
{
    public static byte[] Frame(string text, int bytes = 0)
    {
        var body = Math.Max(text.Length, bytes);
        var frame = new byte[4 + body];
        BinaryPrimitives.WriteInt32BigEndian(frame, body);
        Encoding.ASCII.GetBytes(text, frame.AsSpan(4));
        return frame;
    }

    public ValueTask SendAsync(params string[] frames) => SendBytesAsync([.. frames.SelectMany(text => Frame(text))]);

    public ValueTask SendLargeAsync(string text, int bytes) => SendBytesAsync(Frame(text, bytes));

    public ValueTask SendBytesAsync(byte[] bytes) => connection.SendAsync([bytes], CancellationToken.None);

    /// <summary>The text of the next reply; null when the connection has ended.</summary>
    public async Task<string?> ReceiveAsync() =>
        await ReceiveBytesAsync() is { Length: > 0 } body ? Encoding.ASCII.GetString(body).TrimEnd('\0') : null;

    /// <summary>The next reply without its length prefix; empty when the connection has ended.</summary>
    public async Task<byte[]> ReceiveBytesAsync()
    {
        var prefix = new byte[4];
        if (!await FillAsync(prefix))
        {
            return [];
        }

        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
        return await FillAsync(body) ? body : [];
    }

    public void Abort() => connection.Abort();

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<bool> FillAsync(Memory<byte> destination)
    {
        try
        {
            while (!destination.IsEmpty)
            {
                var count = await connection.ReceiveAsync(destination, CancellationToken.None);
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
