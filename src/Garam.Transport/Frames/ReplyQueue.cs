namespace Garam.Transport.Frames;

/// <summary>
/// The replies that one connection owes, in the order in which they leave. The caller that completes the next reply sends it, with all
/// ready ones after it, in one gather send. A request is in flight until its reply is sent, so a peer that does not read is soon not read
/// from. Replies that no peer will read return their memory all the same.
/// </summary>
internal sealed class ReplyQueue(ReplySender sender, ConnectionLifetime lifetime, FrameServerOptions options)
{
    private readonly Lock _gate = new();
    private readonly RepliesInFlight _inFlight = new(options);
    private TaskCompletionSource? _progress;
    private bool _isSending;
    private bool _isClosing;

    public bool IsEmpty => _inFlight.Count == 0;

    /// <summary>Requests whose replies are not sent yet.</summary>
    public int Count => _inFlight.Count;

    /// <summary>Waits until the request may start. Returns null if no request may start any more.</summary>
    public async ValueTask<PendingReply?> EnterAsync(int requestBytes, bool mayOverlap)
    {
        while (true)
        {
            Task progress;
            lock (_gate)
            {
                if (_isClosing || lifetime.HasEnded)
                {
                    return null;
                }

                if (_inFlight.MayStart(requestBytes, mayOverlap))
                {
                    return _inFlight.Append(requestBytes, mayOverlap);
                }

                progress = NextProgressAsync();
            }

            await progress;
        }
    }

    /// <summary>Takes over the reply. If it is the next one to leave, this caller sends it and everything that is ready after it.</summary>
    public Task CompleteAsync(PendingReply request, FrameReply reply)
    {
        bool isSender;
        lock (_gate)
        {
            request.Complete(reply);
            _inFlight.MarkReady(request);
            isSender = BecomesSender(reply.CloseAfter);
        }

        return isSender ? SendReadyAsync() : Task.CompletedTask;
    }

    /// <summary>The request gets no reply: the connection closes after the replies that leave before it.</summary>
    public Task FailAsync(PendingReply request, CloseReason reason, Exception? cause)
    {
        bool isSender;
        lock (_gate)
        {
            request.Fail(reason, cause);
            _inFlight.MarkReady(request);
            isSender = BecomesSender(isClosing: true);
        }

        return isSender ? SendReadyAsync() : Task.CompletedTask;
    }

    /// <summary>Starts no more requests, and closes the connection when all replies are sent.</summary>
    public ValueTask DrainAsync()
    {
        lock (_gate)
        {
            _isClosing = true;
        }

        return CloseWhenDrainedAsync();
    }

    public async ValueTask WhenEmptyAsync()
    {
        while (true)
        {
            Task progress;
            lock (_gate)
            {
                if (_inFlight.Count == 0)
                {
                    return;
                }

                progress = NextProgressAsync();
            }

            await progress;
        }
    }

    private Task NextProgressAsync() => (_progress ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private bool BecomesSender(bool isClosing)
    {
        _isClosing |= isClosing;
        if (_isSending || !_inFlight.IsNextReady)
        {
            return false;
        }

        _isSending = true;
        return true;
    }

    private async Task SendReadyAsync()
    {
        if (_inFlight.Count > 1)
        {
            // One commit answers many requests of a connection in one pass. Let it finish, then send them together.
            await Task.Yield();
        }

        while (TakeReady() is { } batch)
        {
            await sender.SendAsync(batch);
            sender.Release(batch);
            Settle(batch);
        }

        await CloseWhenDrainedAsync();
    }

    /// <summary>Returns null at the end of this caller's part of sending.</summary>
    private List<PendingReply>? TakeReady()
    {
        lock (_gate)
        {
            var batch = _inFlight.TakeReady();
            _isSending = batch is not null;
            return batch;
        }
    }

    private void Settle(List<PendingReply> batch)
    {
        TaskCompletionSource? progress;
        lock (_gate)
        {
            _inFlight.Settle(batch);
            progress = _progress;
            _progress = null;
        }

        progress?.SetResult();
    }

    private ValueTask CloseWhenDrainedAsync()
    {
        lock (_gate)
        {
            if (!_isClosing || _inFlight.Count > 0)
            {
                return ValueTask.CompletedTask;
            }
        }

        return lifetime.CloseAsync(CloseReason.Drained);
    }
}
