using System.Net;
using System.Net.Security;
using Garam.Transport.Connections;

namespace Garam.Transport.Tls;

/// <summary>A connection that encrypts its bytes for the one below, which it owns.</summary>
internal sealed class TlsConnection(IConnection inner, SslStream stream) : IConnection
{
    /// <summary>The size of a TLS record. Small slices gather here, so that a request of many slices is not as many records.</summary>
    private const int GatheredBytesMax = 16 * 1024;

    private readonly byte[] _gathered = new byte[GatheredBytesMax];
    private bool _hasReceived;

    public EndPoint? RemoteEndPoint => inner.RemoteEndPoint;

    public long SentBytes => inner.SentBytes;

    /// <summary>Waits for one byte, whatever was asked for: how many are decrypted already is unknown.</summary>
    public async ValueTask<bool> WaitReadableAsync(int bytes, CancellationToken cancellation)
    {
        _ = await ReceiveAsync(Memory<byte>.Empty, cancellation);
        return bytes <= 1;
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        try
        {
            var count = await stream.ReadAsync(destination, cancellation);
            _hasReceived |= count > 0;
            return count;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw Broken(fault);
        }
    }

    /// <summary>
    /// Does nothing: bytes that the stream has decrypted ahead are no longer in the socket, which would wait for them for ever.
    /// </summary>
    public void ExpectAtLeast(int bytes)
    {
    }

    public async ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> slices, CancellationToken cancellation)
    {
        try
        {
            var gathered = 0;
            for (var i = 0; i < slices.Count; i++)
            {
                if (gathered > 0 && gathered + slices[i].Length > GatheredBytesMax)
                {
                    await stream.WriteAsync(_gathered.AsMemory(0, gathered), cancellation);
                    gathered = 0;
                }

                if (slices[i].Length > GatheredBytesMax)
                {
                    await stream.WriteAsync(slices[i], cancellation);
                }
                else
                {
                    slices[i].CopyTo(_gathered.AsMemory(gathered));
                    gathered += slices[i].Length;
                }
            }

            await stream.WriteAsync(_gathered.AsMemory(0, gathered), cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw Broken(fault);
        }
    }

    public void Abort() => inner.Abort();

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        await inner.DisposeAsync();
    }

    /// <summary>
    /// In TLS 1.3 a server asks for another certificate only after the handshake, when the client believes to be connected.
    /// </summary>
    private IOException Broken(Exception fault)
    {
        if (!_hasReceived && TlsAlert.IsAboutCertificate(fault))
        {
            return new TlsException(TlsFault.ClientRefused, "The other end refuses this client's certificate, or wants one.", fault);
        }

        return fault as IOException ?? new IOException($"The connection is broken: {fault.Message}", fault);
    }
}
