namespace Garam.Transport.Frames;

/// <summary>A request's place in the order of its connection's replies. Guarded by its <see cref="ReplyQueue"/>.</summary>
internal sealed class PendingReply(int requestBytes)
{
    public int RequestBytes { get; } = requestBytes;

    public bool IsReady { get; private set; }

    public FrameReply Reply { get; private set; }

    /// <summary>Why the connection ends with this reply, when it does.</summary>
    public CloseReason CloseReason { get; private set; }

    public Exception? CloseCause { get; private set; }

    public PendingReply? Next { get; set; }

    public void Complete(FrameReply reply)
    {
        Reply = reply;
        CloseReason = CloseReason.HandlerClosed;
        IsReady = true;
    }

    public void Fail(CloseReason reason, Exception? cause)
    {
        Reply = FrameReply.Close;
        CloseReason = reason;
        CloseCause = cause;
        IsReady = true;
    }
}
