namespace Garam.Client.Timing;

/// <summary>
/// Waits for what others wait for as well: cancellation ends the wait and not the task. Task.WaitAsync would do, but completes on the
/// thread pool, which a simulation does not have.
/// </summary>
internal static class CancellableWait
{
    extension<TResult>(Task<TResult> task)
    {
        public ValueTask<TResult> OrCancelledAsync(CancellationToken cancellation) =>
            task.IsCompleted || !cancellation.CanBeCanceled ? new ValueTask<TResult>(task) : WaitAsync(task, cancellation);
    }

    private static async ValueTask<TResult> WaitAsync<TResult>(Task<TResult> task, CancellationToken cancellation)
    {
        var first = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellation.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource<TResult>)state!).TrySetCanceled(token), first);
        _ = RelayAsync(task, first);
        return await first.Task;
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
