using System.Buffers.Binary;
using System.Net;
using Garam.Transport.Connections;

namespace Garam.Transport.Frames;

/// <summary>Reads the frames of one connection, one after the other. Between frames it holds six bytes.</summary>
internal sealed class FrameReceiver(IConnection connection, FrameServices services, ConnectionDeadlines deadlines)
{
    // More would let a fast sender fill the socket's buffer, and stop, before this receiver wakes.
    private const int LowWaterBytesMax = 1024 * 1024;

    // The length, and the bytes that tell the frame's kind, which decides where its memory comes from.
    private readonly byte[] _head = new byte[sizeof(int) + IFrameHandler.KindBytes];

    // The bytes of the head that have arrived. After a frame shorter than its kind's bytes they belong to the next one.
    private int _held;
    private IPAddress? _owner;

    /// <summary>
    /// Returns the next frame, or why there is none. Waits for the frame's memory, which stops the peer: that is the back-pressure.
    /// </summary>
    public async ValueTask<Reception> ReceiveAsync(CancellationToken ended)
    {
        _ = await AwaitFrameAsync();
        if (await ReceiveHeadAsync(sizeof(int)) is { } reason)
        {
            return new Reception(null, default, reason);
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(_head);
        if (length < 0 || length > services.RequestBytesMax)
        {
            services.Metrics.FrameRefused(services.Options.Listener);
            return new Reception(null, default, CloseReason.InvalidLength, length);
        }

        var known = Math.Min(length, IFrameHandler.KindBytes);
        if (await ReceiveHeadAsync(sizeof(int) + known) is { } cut)
        {
            return new Reception(null, default, cut, length);
        }

        deadlines.FrameSettled();
        var kind = services.Handler.KindOf(_head.AsSpan(sizeof(int), known));
        var frame = await AdmitAsync(length, known, kind, ended);
        var isWhole = await IsFilledAsync(frame, known);
        services.Metrics.Received(services.Options.Listener, sizeof(int) + length);
        return isWhole ? new Reception(frame, kind, default) : new Reception(null, kind, CloseReason.TruncatedFrame, length);
    }

    /// <summary>Reads the rest of a frame. Releases a frame that cannot be filled.</summary>
    private async ValueTask<bool> IsFilledAsync(ArenaFrame frame, int known)
    {
        var isWhole = false;
        try
        {
            TakeKnown(frame, known);
            isWhole = await FillAsync(frame, frame.Destination[known..]);
            return isWhole;
        }
        finally
        {
            if (!isWhole)
            {
                frame.Release();
            }
        }
    }

    private ValueTask<bool> AwaitFrameAsync()
    {
        if (_held > 0)
        {
            deadlines.FrameBegun(_head.Length);
            return ValueTask.FromResult(true);
        }

        deadlines.FrameAwaited();
        return connection.WaitReadableAsync(1, CancellationToken.None);
    }

    /// <summary>Returns null once this much of the head has arrived; it may be more.</summary>
    private async ValueTask<CloseReason?> ReceiveHeadAsync(int wanted)
    {
        while (_held < wanted)
        {
            var isFirst = _held == 0;
            var count = await connection.ReceiveAsync(_head.AsMemory(_held), CancellationToken.None);
            if (count == 0)
            {
                return isFirst ? CloseReason.PeerClosed : CloseReason.TruncatedFrame;
            }

            _held += count;
            if (isFirst && _held < _head.Length)
            {
                deadlines.FrameBegun(_head.Length);
            }
        }

        return null;
    }

    /// <summary>
    /// A small frame waits in the kernel until it is whole. The socket's buffer limits what it costs there, and a peer that sends a byte
    /// now and then wakes nothing. If the kernel cannot hold the whole frame, it counts as a larger one, so bytes that have yet to arrive
    /// never hold memory for small frames.
    /// </summary>
    private async ValueTask<ArenaFrame> AdmitAsync(int length, int known, FrameKind kind, CancellationToken ended)
    {
        var isWhole = length < FrameAdmission.ReservedFrameBytesMin && (length == known || await IsWholeAsync(length - known));
        _owner ??= AddressShares.Owner(connection.RemoteEndPoint);
        return await services.Admission.AdmitAsync(new FrameSize(length, isWhole), kind, _owner, ended);
    }

    private async ValueTask<bool> IsWholeAsync(int rest)
    {
        var arrived = connection.WaitReadableAsync(rest, CancellationToken.None);
        if (!arrived.IsCompleted)
        {
            deadlines.FrameBegun(rest);
        }

        var isWhole = await arrived;
        deadlines.FrameSettled();
        return isWhole;
    }

    private void TakeKnown(ArenaFrame frame, int known)
    {
        _head.AsSpan(sizeof(int), known).CopyTo(frame.Destination.Span);
        _held -= sizeof(int) + known;
        _head.AsSpan(sizeof(int) + known, _held).CopyTo(_head);
    }

    private async ValueTask<bool> FillAsync(ArenaFrame frame, Memory<byte> remaining)
    {
        if (remaining.IsEmpty)
        {
            return true;
        }

        deadlines.FrameBegun(remaining.Length, frame);
        while (true)
        {
            var count = await connection.ReceiveAsync(remaining, CancellationToken.None);
            if (count == 0)
            {
                deadlines.FrameSettled();
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

    /// <summary>A frame, which the caller now owns, or the reason why there is none.</summary>
    public readonly record struct Reception(ArenaFrame? Frame, FrameKind Kind, CloseReason Reason, int Length = 0);
}
