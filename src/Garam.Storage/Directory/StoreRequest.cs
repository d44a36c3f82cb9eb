namespace Garam.Storage.Directory;

/// <summary>
/// One call on its way to a thread of the store. Cancellation takes it back while it waits; once a thread has taken it, it runs to its
/// end, because the kernel may be using the caller's buffer.
/// </summary>
internal abstract class StoreRequest
{
    private int _taken;

    /// <summary>True for exactly one of: the thread that runs it, its cancellation.</summary>
    internal bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    /// <summary>Runs on a thread of the store and completes the request, with its fault if need be.</summary>
    internal abstract void Run();

    internal abstract void ListenTo(CancellationToken cancellation);

    internal abstract void Fail(Exception fault);
}

/// <summary>Continuations leave the store's threads at once: they go to the caller's context, else to the pool.</summary>
internal abstract class StoreRequest<TResult> : StoreRequest
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _cancellation;

    internal ValueTask<TResult> Completion => new(_completion.Task);

    internal override void ListenTo(CancellationToken cancellation) =>
        _cancellation = cancellation.UnsafeRegister(
            static (request, token) => ((StoreRequest<TResult>)request!).Cancel(token), this);

    internal void Complete(TResult result)
    {
        _cancellation.Unregister();
        _completion.TrySetResult(result);
    }

    internal override void Fail(Exception fault)
    {
        _cancellation.Unregister();
        _completion.TrySetException(fault);
    }

    private void Cancel(CancellationToken token)
    {
        if (TryTake())
        {
            _completion.TrySetCanceled(token);
        }
    }
}

/// <summary>A request that is one function: reads, lists, deletes.</summary>
internal sealed class FunctionRequest<TResult>(Func<TResult> function) : StoreRequest<TResult>
{
    internal override void Run()
    {
        try
        {
            Complete(function());
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }
}
