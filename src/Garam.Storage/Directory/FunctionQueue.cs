namespace Garam.Storage.Directory;

/// <summary>
/// A queue of functions, which run one after the other on each of its threads. The store owns it; disposal finishes what is queued.
/// </summary>
internal sealed class FunctionQueue(string name, int threads, int queueLengthMax) : IAsyncDisposable
{
    private readonly WorkQueue<StoreRequest> _queue = new(name, threads, queueLengthMax, 1, RunAll);

    internal ValueTask<TResult> RunAsync<TResult>(Func<TResult> function, CancellationToken cancellation)
    {
        var request = new FunctionRequest<TResult>(function);
        _queue.Submit(request, cancellation);
        return request.Completion;
    }

    internal async ValueTask RunAsync(Action action, CancellationToken cancellation) =>
        await RunAsync(
            () =>
            {
                action();
                return true;
            },
            cancellation);

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    private static void RunAll(IReadOnlyList<StoreRequest> batch)
    {
        foreach (var request in batch)
        {
            request.Run();
        }
    }
}
