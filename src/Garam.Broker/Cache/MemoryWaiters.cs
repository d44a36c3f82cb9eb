using Garam.Transport.Buffers;

namespace Garam.Broker.Cache;

/// <summary>
/// Those that wait for a part of the arena: writers in front of readers, each in their order. Owned by the <see cref="ChunkTable"/>,
/// whose lock guards it; as many as there are segments being written and requests in progress.
/// </summary>
/// <param name="gate">The table's lock.</param>
/// <param name="serve">Tries to serve the first one; called under the lock when one has given up.</param>
internal sealed class MemoryWaiters(Lock gate, Action serve)
{
    private readonly LinkedList<Waiter> _waiters = [];

    public bool Any => _waiters.Count > 0;

    /// <summary>A write may overtake readers, and nobody else anybody.</summary>
    public bool MayOvertake(MemoryPurpose purpose) =>
        _waiters.First is not { } first || (purpose == MemoryPurpose.Write && first.Value.Purpose != MemoryPurpose.Write);

    public bool TryPeek(out int bytes, out MemoryPurpose purpose)
    {
        (bytes, purpose) = _waiters.First is { } first ? (first.Value.Bytes, first.Value.Purpose) : default;
        return Any;
    }

    /// <summary>Hands the block to the first one.</summary>
    public void Grant(ArenaBlock block)
    {
        var first = _waiters.First!.Value;
        _waiters.RemoveFirst();
        first.Granted.SetResult(block);
    }

    public Waiter Enqueue(int bytes, MemoryPurpose purpose)
    {
        var waiter = new Waiter(bytes, purpose);
        if (purpose == MemoryPurpose.Write && FirstReader() is { } reader)
        {
            _waiters.AddBefore(reader, waiter.Node);
        }
        else
        {
            _waiters.AddLast(waiter.Node);
        }

        return waiter;
    }

    /// <summary>To be awaited outside the lock.</summary>
    public async ValueTask<ArenaBlock> WaitAsync(Waiter waiter, CancellationToken cancellation)
    {
        using (cancellation.UnsafeRegister((_, token) => GiveUp(waiter, token), null))
        {
            return await waiter.Granted.Task;
        }
    }

    private LinkedListNode<Waiter>? FirstReader()
    {
        var node = _waiters.First;
        while (node is { Value.Purpose: MemoryPurpose.Write })
        {
            node = node.Next;
        }

        return node;
    }

    private void GiveUp(Waiter waiter, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (waiter.Node.List is not null)
            {
                _waiters.Remove(waiter.Node);
                waiter.Granted.SetCanceled(cancellation);
                serve();
            }
        }
    }

    internal sealed class Waiter
    {
        public Waiter(int bytes, MemoryPurpose purpose)
        {
            (Bytes, Purpose) = (bytes, purpose);
            Node = new LinkedListNode<Waiter>(this);
        }

        public int Bytes { get; }

        public MemoryPurpose Purpose { get; }

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource<ArenaBlock> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
