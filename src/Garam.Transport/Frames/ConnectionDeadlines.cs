using Garam.Waiting;

namespace Garam.Transport.Frames;

/// <summary>
/// The deadlines of one connection's peer. Plain numbers that the server's regular pass compares, because a timer or a cancellation source
/// for each read would cost more than the read. The connection writes them; the pass reads them.
/// </summary>
internal sealed class ConnectionDeadlines(TimeProvider time, FrameServerOptions options)
{
    private long _idle = Moments.Never;
    private long _frame = Moments.Never;
    private long _contendedFrame = Moments.Never;
    private long _reply = Moments.Never;
    private long _frameMoved;
    private long _replyBegun;
    private ArenaFrame? _holding;

    // The fields below belong to the pass.
    private long _sentBytes;
    private long _sentAt;

    public void FrameAwaited() => Volatile.Write(ref _idle, time.After(options.ConnectionIdleMax));

    /// <param name="bytes">The bytes still to come.</param>
    /// <param name="holding">The frame, if it has its memory already.</param>
    public void FrameBegun(long bytes, ArenaFrame? holding = null)
    {
        Volatile.Write(ref _idle, Moments.Never);
        FrameMoved();
        Volatile.Write(ref _holding, holding);
        Volatile.Write(ref _contendedFrame, time.After(ContendedAllowance(bytes)));
        Volatile.Write(ref _frame, time.After(Allowance(bytes)));
    }

    /// <summary>Some of the frame has arrived.</summary>
    public void FrameMoved() => Volatile.Write(ref _frameMoved, time.GetTimestamp());

    /// <summary>The frame is whole, or waits for memory: it is not the peer's turn.</summary>
    public void FrameSettled()
    {
        Volatile.Write(ref _idle, Moments.Never);
        Volatile.Write(ref _frame, Moments.Never);
        Volatile.Write(ref _holding, null);
    }

    public void ReplyBegun(long bytes)
    {
        Volatile.Write(ref _replyBegun, time.GetTimestamp());
        Volatile.Write(ref _reply, time.After(Allowance(bytes)));
    }

    public void ReplySettled() => Volatile.Write(ref _reply, Moments.Never);

    public CloseReason? Missed(long now, bool repliesAreOwed)
    {
        if (now >= Volatile.Read(ref _reply))
        {
            return CloseReason.SlowReader;
        }

        if (now >= Volatile.Read(ref _frame))
        {
            return CloseReason.SlowRequest;
        }

        return now >= Volatile.Read(ref _idle) && !repliesAreOwed ? CloseReason.Idle : null;
    }

    /// <summary>
    /// Says whether a frame in progress has stopped, or is too slow for its size, while others wait for the memory that it holds.
    /// </summary>
    public bool IsFrameHoldingUpOthers(long now) => Volatile.Read(ref _holding) is { } frame
        && (time.GetElapsedTime(Volatile.Read(ref _frameMoved), now) >= options.StallMax || now >= Volatile.Read(ref _contendedFrame))
        && frame.IsWaitedFor;

    /// <summary>Says whether the peer has taken nothing of a reply in progress for too long. Called in every pass.</summary>
    public bool IsReplyStalled(long now, long sentBytes)
    {
        if (sentBytes != _sentBytes)
        {
            (_sentBytes, _sentAt) = (sentBytes, now);
        }

        var since = Math.Max(_sentAt, Volatile.Read(ref _replyBegun));
        return Volatile.Read(ref _reply) != Moments.Never && time.GetElapsedTime(since, now) >= options.StallMax;
    }

    private TimeSpan Allowance(long bytes) => options.TransferTimeout + TimeSpan.FromSeconds((double)bytes / options.BytesPerSecondMin);

    private TimeSpan ContendedAllowance(long bytes) => bytes <= options.OrdinaryFrameBytesMax
        ? Allowance(bytes)
        : options.StallMax + TimeSpan.FromSeconds((double)bytes / options.ContendedBytesPerSecondMin);
}
