namespace Garam.Waiting;

/// <summary>
/// What the framework does on the thread pool, done on the caller's thread or its synchronization context. The simulation has one thread and no
/// pool, so eng/BannedSymbols.txt forbids <see cref="CancellationTokenSource.CancelAsync"/> and <c>Task.WaitAsync</c>.
/// </summary>
public static class Cancellation
{
    extension(CancellationTokenSource source)
    {
        /// <summary>
        /// Cancels, and runs the registered callbacks before it returns. An asynchronous method calls it where it means exactly that: the
        /// callbacks only end waits, so none of them runs long or comes back to the caller, and no lock is held that one of them takes.
        /// </summary>
        public void CancelInline() => source.Cancel();
    }

    extension(TaskCompletionSource source)
    {
        /// <summary>Waits for a source of the caller's own. Cancellation completes it, so that it is not completed again.</summary>
        public async ValueTask OrCancelledAsync(CancellationToken cancellation)
        {
            await using var registration = cancellation.UnsafeRegister(static (source, token) => ((TaskCompletionSource)source!).TrySetCanceled(token), source);
            await source.Task;
        }
    }

    extension<TResult>(TaskCompletionSource<TResult> source)
    {
        /// <summary>Waits for a source of the caller's own. Cancellation completes it, so that it is not completed again.</summary>
        public async ValueTask<TResult> OrCancelledAsync(CancellationToken cancellation)
        {
            await using var registration = cancellation.UnsafeRegister(
                static (source, token) => ((TaskCompletionSource<TResult>)source!).TrySetCanceled(token), source);
            return await source.Task;
        }
    }

    extension<TResult>(Task<TResult> task)
    {
        /// <summary>Waits for a task that others wait for as well: cancellation ends this wait and not the task.</summary>
        public ValueTask<TResult> OrCancelledAsync(CancellationToken cancellation) =>
            task.IsCompleted || !cancellation.CanBeCanceled ? new ValueTask<TResult>(task) : WaitAsync(task, cancellation);
    }

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
