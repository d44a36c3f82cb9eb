using System.Buffers.Binary;
using Garam.Transport.Connections;

namespace Garam.Transport.Frames;

/// <summary>Reads the frames of one connection, one after the other. Between frames it holds four bytes.</summary>
internal sealed class FrameReceiver(
    IConnection connection, FrameAdmission admission, FrameServerOptions options, ConnectionDeadlines deadlines, TransportMetrics metrics)
{
    // More would let a fast sender fill the socket's buffer before we wake, and stop it.
    private const int LowWaterBytesMax = 1024 * 1024;

    private readonly byte[] _prefix = new byte[sizeof(int)];

    /// <summary>The next frame, or why there is none. Waits for its memory, which stops the peer: that is the back-pressure.</summary>
    public async ValueTask<Reception> ReceiveAsync(CancellationToken ended)
    {
        deadlines.FrameAwaited();
        await connection.WaitReadableAsync(CancellationToken.None);
        if (await ReceivePrefixAsync() is { } reason)
        {
            return new Reception(null, reason);
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(_prefix);
        if (length < 0 || length > options.SocketRequestBytesMax)
        {
            metrics.FrameRefused(options.Listener);
            return new Reception(null, CloseReason.InvalidLength, length);
        }

        deadlines.FrameSettled();
        var frame = await admission.AdmitAsync(length, ended);
        var isWhole = false;
        try
        {
            isWhole = await FillAsync(frame.Destination);
        }
        finally
        {
            if (!isWhole)
            {
                frame.Release();
            }
        }

        metrics.Received(options.Listener, sizeof(int) + length);
        return isWhole ? new Reception(frame, default) : new Reception(null, CloseReason.TruncatedFrame, length);
    }

    private async ValueTask<CloseReason?> ReceivePrefixAsync()
    {
        for (var received = 0; received < _prefix.Length;)
        {
            var count = await connection.ReceiveAsync(_prefix.AsMemory(received), CancellationToken.None);
            if (count == 0)
            {
                return received == 0 ? CloseReason.PeerClosed : CloseReason.TruncatedFrame;
            }

            if (received == 0 && count < _prefix.Length)
            {
                deadlines.FrameBegun(_prefix.Length);
            }

            received += count;
        }

        return null;
    }

    private async ValueTask<bool> FillAsync(Memory<byte> body)
    {
        if (body.IsEmpty)
        {
            return true;
        }

        deadlines.FrameBegun(body.Length);
        var remaining = body;
        while (true)
        {
            var count = await connection.ReceiveAsync(remaining, CancellationToken.None);
            if (count == 0)
            {
                return false;
            }

            deadlines.FrameMoved();
            remaining = remaining[count..];
            if (remaining.IsEmpty)
            {
                break;
            }

            connection.ExpectAtLeast(Math.Min(remaining.Length, LowWaterBytesMax));
        }

        connection.ExpectAtLeast(1);
        deadlines.FrameSettled();
        return true;
    }

    /// <summary>A frame, which the receiver's caller now owns, or the reason why there is none.</summary>
    public readonly record struct Reception(ArenaFrame? Frame, CloseReason Reason, int Length = 0);
}
