using System.Diagnostics.CodeAnalysis;

namespace Garam.Waiting;

/// <summary>
/// Callers that ask for a share of something limited and have to wait. First come, first served: nobody overtakes, so that small requests do
/// not starve a large one. Only urgent requests stand before the others, in their own order. Any thread; <see cref="Gate"/> also guards what
/// is shared out. There are as many waiters as callers: one for each connection or segment.
/// </summary>
/// <param name="tryTake">Takes what a request asks for, if it is there. Called under <see cref="Gate"/>.</param>
/// <param name="isUrgent">Null where all requests are alike.</param>
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

    /// <summary>False also while there are waiters that the request must not overtake.</summary>
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

    /// <summary>Something was given back. The caller holds <see cref="Gate"/>.</summary>
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

    /// <summary>Returns the waiter before which the request stands, or null at the end of the line.</summary>
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

                // The one that left may have been all that kept a smaller request waiting.
                _queue.Serve();
            }
        }
    }
}
