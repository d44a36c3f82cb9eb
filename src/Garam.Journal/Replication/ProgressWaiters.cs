namespace Garam.Journal.Replication;

/// <summary>Callers that wait until a sequence number is applied. They bound it: at most one per request. Any thread.</summary>
internal sealed class ProgressWaiters
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();

    /// <summary>
    /// The caller looks at the progress once more after this, because it may have passed <paramref name="sequence"/> in between.
    /// </summary>
    public TaskCompletionSource Add(long sequence)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue(waiter, sequence);
        }

        return waiter;
    }

    public void WakeUpTo(long sequence)
    {
        lock (_lock)
        {
            while (_waiting.TryPeek(out var waiter, out var waitsFor) && waitsFor <= sequence)
            {
                _waiting.Dequeue();
                waiter.TrySetResult();
            }
        }
    }

    public void FailAll(Exception fault)
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var waiter, out _))
            {
                waiter.TrySetException(fault);
            }
        }
    }
}
