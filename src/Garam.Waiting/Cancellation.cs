namespace Garam.Waiting;

/// <summary>
/// Does on the caller's thread, or its synchronization context, what the framework does on the thread pool. The simulation has one thread
/// and no pool, so eng/BannedSymbols.txt forbids <c>CancelAsync</c> and <c>Task.WaitAsync</c>.
/// </summary>
public static class Cancellation
{
    /// <summary>
    /// Cancels, and runs the registered callbacks before it returns. Safe in an asynchronous method because callbacks in this code base
    /// only end waits: none of them runs long, calls back, or takes a lock that the caller holds.
    /// </summary>
    public static void CancelInline(this CancellationTokenSource source) => source.Cancel();

    /// <summary>Waits for the caller's own source. Cancellation completes the source as cancelled.</summary>
    public static async ValueTask OrCancelledAsync(this TaskCompletionSource source, CancellationToken cancellation)
    {
        await using var registration = cancellation.UnsafeRegister(
            static (source, token) => ((TaskCompletionSource)source!).TrySetCanceled(token), source);
        await source.Task;
    }

    /// <summary>Waits for the caller's own source. Cancellation completes the source as cancelled.</summary>
    public static async ValueTask<TResult> OrCancelledAsync<TResult>(
        this TaskCompletionSource<TResult> source, CancellationToken cancellation)
    {
        await using var registration = cancellation.UnsafeRegister(
            static (source, token) => ((TaskCompletionSource<TResult>)source!).TrySetCanceled(token), source);
        return await source.Task;
    }

    /// <summary>Waits for a task that others await too. Cancellation ends this wait, not the task.</summary>
    public static ValueTask<TResult> OrCancelledAsync<TResult>(this Task<TResult> task, CancellationToken cancellation) =>
        task.IsCompleted || !cancellation.CanBeCanceled ? new ValueTask<TResult>(task) : WaitAsync(task, cancellation);

    private static ValueTask<TResult> WaitAsync<TResult>(Task<TResult> task, CancellationToken cancellation)
    {
        var first = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = RelayAsync(task, first);
        return first.OrCancelledAsync(cancellation);
    }

    private static async Task RelayAsync<TResult>(Task<TResult> task, TaskCompletionSource<TResult> first)
    {
        try
        {
            first.TrySetResult(await task);
        }
        catch (Exception fault)
        {
            first.TrySetException(fault);
        }
    }
}
