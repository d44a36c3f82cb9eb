namespace Garam.Transport.Frames;

/// <summary>
/// When the peer of one connection has to have done its part. Plain numbers that the server's regular pass compares, because a timer
/// or a cancellation source per read would cost more than the read. Written by the connection, read by the pass.
/// </summary>
internal sealed class ConnectionDeadlines(TimeProvider time, FrameServerOptions options)
{
    private const long Never = long.MaxValue;

    private long _idle = Never;
    private long _frame = Never;
    private long _reply = Never;

    public void FrameAwaited() => Volatile.Write(ref _idle, After(options.ConnectionIdleMax));

    public void FrameBegun(long bytes)
    {
        Volatile.Write(ref _idle, Never);
        Volatile.Write(ref _frame, After(Allowance(bytes)));
    }

    /// <summary>The frame is whole, or waits for memory: not the peer's turn.</summary>
    public void FrameSettled()
    {
        Volatile.Write(ref _idle, Never);
        Volatile.Write(ref _frame, Never);
    }

    public void ReplyBegun(long bytes) => Volatile.Write(ref _reply, After(Allowance(bytes)));

    public void ReplySettled() => Volatile.Write(ref _reply, Never);

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

    private TimeSpan Allowance(long bytes) => options.TransferTimeout + TimeSpan.FromSeconds((double)bytes / options.BytesPerSecondMin);

    private long After(TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);
}
