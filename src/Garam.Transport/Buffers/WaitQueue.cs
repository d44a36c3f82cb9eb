using System.Diagnostics.CodeAnalysis;

namespace Garam.Transport.Buffers;

/// <summary>
/// Who asks for a share of something limited and has to wait: first come, first served, nobody overtakes, so that a large request is
/// not starved by small ones. Any thread; <see cref="Gate"/> also guards what is shared out. Waiters are as many as
/// their callers: one for each connection.
/// </summary>
internal sealed class WaitQueue<TRequest, TGrant>(WaitQueue<TRequest, TGrant>.TryTake tryTake)
{
    private readonly LinkedList<Waiter> _waiters = [];

    /// <summary>Called under <see cref="Gate"/>.</summary>
    internal delegate bool TryTake(TRequest request, [MaybeNullWhen(false)] out TGrant grant);

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

    public bool TryEnter(TRequest request, [MaybeNullWhen(false)] out TGrant grant)
    {
        lock (Gate)
        {
            grant = default;
            return _waiters.Count == 0 && tryTake(request, out grant);
        }
    }

    public ValueTask<TGrant> EnterAsync(TRequest request, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (Gate)
        {
            if (_waiters.Count == 0 && tryTake(request, out var grant))
            {
                return ValueTask.FromResult(grant);
            }

            waiter = new Waiter(this, request);
            _waiters.AddLast(waiter.Node);
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
