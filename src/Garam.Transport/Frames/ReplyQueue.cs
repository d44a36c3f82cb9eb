using Garam.Transport.Connections;

namespace Garam.Transport.Frames;

/// <summary>
/// The replies that one connection owes, in the order of its requests, and the rule which request may start. Whoever completes the
/// oldest reply sends it, with all ready ones behind it in one gather send. A request is in flight until its reply is sent, so
/// that a peer which does not read is soon not read from. Replies that nobody will read give their memory back all the same.
/// </summary>
internal sealed class ReplyQueue(
    IConnection connection, ConnectionLifetime lifetime, ConnectionDeadlines deadlines, FrameServerOptions options, TransportMetrics metrics)
{
    private readonly Lock _gate = new();
    private PendingReply? _head;
    private PendingReply? _tail;
    private TaskCompletionSource? _progress;
    private long _bytesInFlight;
    private int _inFlight;
    private bool _sequentialInFlight;
    private bool _isSending;
    private bool _isClosing;

    public bool IsEmpty => Volatile.Read(ref _inFlight) == 0;

    /// <summary>Waits until the request may start; null when none may start any more.</summary>
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

                if (MayStart(requestBytes, mayOverlap))
                {
                    return Append(requestBytes, mayOverlap);
                }

                progress = NextProgressAsync();
            }

            await progress;
        }
    }

    /// <summary>Takes over the reply. If it is the oldest one, this caller sends it and everything that is ready behind it.</summary>
    public Task CompleteAsync(PendingReply request, FrameReply reply)
    {
        bool isSender;
        lock (_gate)
        {
            request.Complete(reply);
            isSender = BecomesSender(reply.CloseAfter);
        }

        return isSender ? SendReadyAsync() : Task.CompletedTask;
    }

    /// <summary>The request gets no reply: the connection is closed after the replies to everything before it.</summary>
    public Task FailAsync(PendingReply request, CloseReason reason, Exception? cause)
    {
        bool isSender;
        lock (_gate)
        {
            request.Fail(reason, cause);
            isSender = BecomesSender(isClosing: true);
        }

        return isSender ? SendReadyAsync() : Task.CompletedTask;
    }

    /// <summary>No request starts any more; the connection is closed when all replies are sent.</summary>
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
                if (_inFlight == 0)
                {
                    return;
                }

                progress = NextProgressAsync();
            }

            await progress;
        }
    }

    private bool MayStart(int requestBytes, bool mayOverlap) =>
        _inFlight == 0
        || (mayOverlap && !_sequentialInFlight
            && _inFlight < options.RequestsInFlightMax
            && _bytesInFlight + requestBytes <= options.RequestBytesInFlightMax);

    private PendingReply Append(int requestBytes, bool mayOverlap)
    {
        var pending = new PendingReply(requestBytes);
        if (_tail is null)
        {
            _head = pending;
        }
        else
        {
            _tail.Next = pending;
        }

        _tail = pending;
        _inFlight++;
        _bytesInFlight += requestBytes;
        _sequentialInFlight = !mayOverlap;
        return pending;
    }

    private Task NextProgressAsync() => (_progress ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private bool BecomesSender(bool isClosing)
    {
        _isClosing |= isClosing;
        if (_isSending || !_head!.IsReady)
        {
            return false;
        }

        _isSending = true;
        return true;
    }

    private async Task SendReadyAsync()
    {
        if (Volatile.Read(ref _inFlight) > 1)
        {
            // One commit answers many requests of a connection in one pass: let it finish, then send them together.
            await Task.Yield();
        }

        while (TakeReady() is { } batch)
        {
            await SendOrAbortAsync(batch);
            if (batch[^1] is { Reply.CloseAfter: true } last)
            {
                await lifetime.CloseAsync(last.CloseReason, last.CloseCause);
            }

            Settle(batch);
        }

        await CloseWhenDrainedAsync();
    }

    /// <summary>Unlinks the ready replies at the head, up to one that closes. Null ends this caller's part of sending.</summary>
    private List<PendingReply>? TakeReady()
    {
        lock (_gate)
        {
            if (_head is not { IsReady: true })
            {
                _isSending = false;
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
    }

    private async ValueTask SendOrAbortAsync(List<PendingReply> batch)
    {
        try
        {
            await SendAsync(batch);
        }
        catch (IOException)
        {
            lifetime.Abort(CloseReason.PeerReset);
        }
        catch (Exception fault)
        {
            lifetime.Abort(CloseReason.HandlerFault, fault);
        }
    }

    private async ValueTask SendAsync(List<PendingReply> batch)
    {
        if (Slices(batch) is not { Count: > 0 } slices || lifetime.HasEnded)
        {
            return;
        }

        var bytes = 0L;
        for (var index = 0; index < slices.Count; index++)
        {
            bytes += slices[index].Length;
        }

        deadlines.ReplyBegun(bytes);
        await connection.SendAsync(slices, CancellationToken.None);
        deadlines.ReplySettled();
        metrics.Sent(options.Listener, bytes);
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>>? Slices(List<PendingReply> batch)
    {
        if (batch.Count == 1)
        {
            return batch[0].Reply.Slices;
        }

        var slices = new List<ReadOnlyMemory<byte>>();
        foreach (var pending in batch)
        {
            slices.AddRange(pending.Reply.Slices ?? []);
        }

        return slices;
    }

    private void Settle(List<PendingReply> batch)
    {
        var bytes = 0L;
        foreach (var pending in batch)
        {
            bytes += pending.RequestBytes;
            DisposeOwner(pending);
        }

        TaskCompletionSource? progress;
        lock (_gate)
        {
            _inFlight -= batch.Count;
            _bytesInFlight -= bytes;
            _sequentialInFlight &= _inFlight > 0;
            progress = _progress;
            _progress = null;
        }

        progress?.SetResult();
    }

    private void DisposeOwner(PendingReply pending)
    {
        try
        {
            pending.Reply.Owner?.Dispose();
        }
        catch (Exception fault)
        {
            // Whatever it is, the replies behind this one still have to give their memory back.
            lifetime.Abort(CloseReason.HandlerFault, fault);
        }
    }

    private ValueTask CloseWhenDrainedAsync()
    {
        lock (_gate)
        {
            if (!_isClosing || _inFlight > 0)
            {
                return ValueTask.CompletedTask;
            }
        }

        return lifetime.CloseAsync(CloseReason.Drained);
    }
}
