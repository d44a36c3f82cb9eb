using System.Diagnostics.CodeAnalysis;

namespace Garam.Waiting;

/// <summary>
/// Queues callers that ask for a share of something limited. First come, first served: no request overtakes another, so small requests do
/// not starve a large one. Only urgent requests go before the others, in their own order. Any thread; <see cref="Gate"/> also guards what
/// is shared out. The queue is as long as it has callers: one for each connection or segment.
/// </summary>
/// <param name="tryTake">Takes the share that a request asks for, if it is there. Called under <see cref="Gate"/>.</param>
/// <param name="isUrgent">Null if no request is urgent.</param>
public sealed class WaitQueue<TRequest, TGrant>(WaitQueue<TRequest, TGrant>.TryTake tryTake, Func<TRequest, bool>? isUrgent = null)
{
    private readonly LinkedList<Waiter> _waiters = [];

    public delegate bool TryTake(TRequest request, [MaybeNullWhen(false)] out TGrant grant);

    public Lock Gate { get; } = new();

    public bool HasWaiters
    {
        get
        {
            lock (Gate)
            {
                return _waiters.Count > 0;
            }
        }
    }

    /// <summary>Returns false also while waiters are queued that the request must not overtake.</summary>
    public bool TryEnter(TRequest request, [MaybeNullWhen(false)] out TGrant grant)
    {
        lock (Gate)
        {
            grant = default;
            return PlaceOf(request) == _waiters.First && tryTake(request, out grant);
        }
    }

    public ValueTask<TGrant> EnterAsync(TRequest request, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (Gate)
        {
            var next = PlaceOf(request);
            if (next == _waiters.First && tryTake(request, out var grant))
            {
                return ValueTask.FromResult(grant);
            }

            waiter = new Waiter(this, request);
            if (next is null)
            {
                _waiters.AddLast(waiter.Node);
            }
            else
            {
                _waiters.AddBefore(next, waiter.Node);
            }
        }

        return WaitAsync(waiter, cancellation);
    }

    /// <summary>Serves waiters after something was given back. The caller holds <see cref="Gate"/>.</summary>
    public void Serve()
    {
        while (_waiters.First is { } first && tryTake(first.Value.Request, out var grant))
        {
            _waiters.RemoveFirst();
            first.Value.Granted.SetResult(grant);
        }
    }

    private static async ValueTask<TGrant> WaitAsync(Waiter waiter, CancellationToken cancellation)
    {
        using (cancellation.UnsafeRegister(static (state, token) => ((Waiter)state!).GiveUp(token), waiter))
        {
            return await waiter.Granted.Task;
        }
    }

    /// <summary>Returns the waiter that the request goes before, or null for the end of the queue.</summary>
    private LinkedListNode<Waiter>? PlaceOf(TRequest request)
    {
        if (isUrgent is null || !isUrgent(request))
        {
            return null;
        }

        var node = _waiters.First;
        while (node is not null && isUrgent(node.Value.Request))
        {
            node = node.Next;
        }

        return node;
    }

    private sealed class Waiter
    {
        private readonly WaitQueue<TRequest, TGrant> _queue;

        public Waiter(WaitQueue<TRequest, TGrant> queue, TRequest request)
        {
            _queue = queue;
            Request = request;
            Node = new LinkedListNode<Waiter>(this);
        }

        public TRequest Request { get; }

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource<TGrant> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void GiveUp(CancellationToken cancellation)
        {
            lock (_queue.Gate)
            {
                if (Node.List is null)
                {
                    return;
                }

                _queue._waiters.Remove(Node);
                Granted.SetCanceled(cancellation);

                // The waiter that left may have been all that blocked a smaller request.
                _queue.Serve();
            }
        }
    }
}
