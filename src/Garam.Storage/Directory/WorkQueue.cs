using Garam.Storage.Errors;

namespace Garam.Storage.Directory;

/// <summary>
/// Threads that do one kind of blocking work from one bounded queue. Blocking calls must not run on the pool: two of them would stall every
/// socket of the process. The store owns it; disposal finishes what is queued, then the threads end.
/// </summary>
/// <typeparam name="TRequest">The unit of work.</typeparam>
internal sealed class WorkQueue<TRequest> : IAsyncDisposable
    where TRequest : StoreRequest
{
    private readonly Queue<TRequest> _queue = [];
    private readonly object _gate = new();
    private readonly int _queueLengthMax;
    private readonly int _batchLengthMax;
    private readonly Action<IReadOnlyList<TRequest>> _execute;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _threadsAlive;
    private bool _closed;

    /// <param name="name">The name of the threads.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="queueLengthMax">Requests above it are refused as throttled.</param>
    /// <param name="batchLengthMax">The most waiting requests that a thread takes at once.</param>
    /// <param name="execute">Runs a batch and completes every request of it. Must not throw.</param>
    internal WorkQueue(
        string name, int threads, int queueLengthMax, int batchLengthMax, Action<IReadOnlyList<TRequest>> execute)
    {
        _queueLengthMax = queueLengthMax;
        _batchLengthMax = batchLengthMax;
        _execute = execute;
        _threadsAlive = threads;
        for (var i = 0; i < threads; i++)
        {
            new Thread(Work) { IsBackground = true, Name = $"{name}-{i}" }.Start();
        }
    }

    /// <summary>
    /// A request that the queue refuses ends with that fault, as if it had run: with <see cref="ErrorKind.Throttled"/> when too many wait.
    /// </summary>
    internal void Submit(TRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        request.ListenTo(cancellation);
        try
        {
            Post(request);
        }
        catch (Exception e)
        {
            request.Fail(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        await _ended.Task;
    }

    private void Post(TRequest request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(DirectoryObjectStore));
            if (_queue.Count >= _queueLengthMax)
            {
                throw new GaramException(ErrorKind.Throttled, $"{_queue.Count} requests wait for the store already");
            }

            _queue.Enqueue(request);
            Monitor.Pulse(_gate);
        }
    }

    private void Work()
    {
        var batch = new List<TRequest>(_batchLengthMax);
        while (TakeBatch(batch))
        {
            _execute(batch);
            batch.Clear();
        }

        if (Interlocked.Decrement(ref _threadsAlive) == 0)
        {
            _ended.SetResult();
        }
    }

    /// <summary>False when the queue is closed and everything is done.</summary>
    private bool TakeBatch(List<TRequest> batch)
    {
        lock (_gate)
        {
            while (!TryFill(batch))
            {
                if (_closed)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            return true;
        }
    }

    /// <summary>Requests that were cancelled while they waited are dropped.</summary>
    private bool TryFill(List<TRequest> batch)
    {
        while (batch.Count < _batchLengthMax && _queue.TryDequeue(out var request))
        {
            if (request.TryTake())
            {
                batch.Add(request);
            }
        }

        return batch.Count > 0;
    }
}
