namespace Garam.Transport.Frames;

/// <summary>
/// The requests of one connection whose replies are not sent yet, in the order in which the replies leave, and the rule for requests that
/// may start beside them. Replies leave in the order of requests, or, if the options say so, in the order in which they become ready.
/// Guarded by the <see cref="ReplyQueue"/> that owns it.
/// </summary>
internal sealed class RepliesInFlight(FrameServerOptions options)
{
    private PendingReply? _head;
    private PendingReply? _tail;
    private long _bytes;
    private int _count;
    private bool _isSequential;

    /// <summary>Any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool IsNextReady => _head is { IsReady: true };

    public bool MayStart(int requestBytes, bool mayOverlap) =>
        _count == 0
        || (mayOverlap && !_isSequential
            && _count < options.RequestsInFlightMax
            && _bytes + requestBytes <= options.RequestBytesInFlightMax);

    public PendingReply Append(int requestBytes, bool mayOverlap)
    {
        var pending = new PendingReply(requestBytes);
        if (!options.RepliesOutOfOrder)
        {
            Link(pending);
        }

        _count++;
        _bytes += requestBytes;
        _isSequential = !mayOverlap;
        return pending;
    }

    /// <summary>The reply has just become ready.</summary>
    public void MarkReady(PendingReply pending)
    {
        if (options.RepliesOutOfOrder)
        {
            Link(pending);
        }
    }

    /// <summary>
    /// Unlinks the ready replies at the head, up to one that closes; they stay in flight until they are settled. Returns null if the next
    /// one is not ready.
    /// </summary>
    public List<PendingReply>? TakeReady()
    {
        if (!IsNextReady)
        {
            return null;
        }

        var batch = new List<PendingReply>(1);
        while (_head is { IsReady: true } pending)
        {
            batch.Add(pending);
            _head = pending.Next;
            if (pending.Reply.CloseAfter)
            {
                break;
            }
        }

        _tail = _head is null ? null : _tail;
        return batch;
    }

    public void Settle(List<PendingReply> batch)
    {
        foreach (var pending in batch)
        {
            _count--;
            _bytes -= pending.RequestBytes;
        }

        _isSequential &= _count > 0;
    }

    private void Link(PendingReply pending)
    {
        if (_tail is null)
        {
            _head = pending;
        }
        else
        {
            _tail.Next = pending;
        }

        _tail = pending;
    }
}

/// <summary>A request's place in the order of its connection's replies. Guarded by its <see cref="ReplyQueue"/>.</summary>
internal sealed class PendingReply(int requestBytes)
{
    public int RequestBytes { get; } = requestBytes;

    public bool IsReady { get; private set; }

    public FrameReply Reply { get; private set; }

    /// <summary>Why the connection ends with this reply, if it does.</summary>
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
