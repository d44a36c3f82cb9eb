using Garam.Waiting;

namespace Garam.Composition;

/// <summary>
/// The background loops of a node: started here and nowhere else, and awaited here. A loop that ends by itself, with a fault or
/// without, ends the node: a process that is half alive is worse than none. Used by the thread that starts and stops the node.
/// </summary>
internal sealed class BackgroundLoops : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first loop ends before it was asked to; faulted with that loop's fault.</summary>
    public Task Ended => _ended.Task;

    /// <param name="loop">Runs until it is cancelled.</param>
    /// <param name="writePath">Runs it, if the write path has a thread of its own.</param>
    public void Start(Func<CancellationToken, Task> loop, WritePathRunner? writePath = null) =>
        _running.Add(writePath is null ? WatchAsync(loop) : writePath(() => WatchAsync(loop)));

    /// <summary>Cancels all loops and waits for their ends. Faults were told by <see cref="Ended"/>.</summary>
    public Task StopAsync()
    {
        _stopping.CancelInline();
        return AwaitAllAsync();
    }

    public void Dispose() => _stopping.Dispose();

    private async Task AwaitAllAsync()
    {
        foreach (var loop in _running)
        {
            await loop;
        }

        _ended.TrySetResult();
    }

    private async Task WatchAsync(Func<CancellationToken, Task> loop)
    {
        try
        {
            await loop(_stopping.Token);
            if (!_stopping.IsCancellationRequested)
            {
                _ended.TrySetException(new InvalidOperationException("A background loop ended by itself."));
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (Exception fault)
        {
            _ended.TrySetException(fault);
        }
    }
}
