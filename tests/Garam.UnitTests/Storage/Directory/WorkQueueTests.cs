using Garam.Storage.Directory;
using Garam.Storage.Errors;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>One thread, held by a request that the test lets go of.</summary>
public sealed class WorkQueueTests : IAsyncDisposable
{
    private const string ThreadName = "garam-test";

    private readonly WorkQueue<StoreRequest> _queue = new(ThreadName, 1, 3, 8, RunAll);
    private readonly ManualResetEventSlim _started = new();
    private readonly ManualResetEventSlim _released = new();
    private readonly StoreRequest<int> _holder;

    public WorkQueueTests()
    {
        _holder = new FunctionRequest<int>(() =>
        {
            _started.Set();
            _released.Wait();
            return 1;
        });
        _queue.Submit(_holder, CancellationToken.None);
        _started.Wait();
    }

    public async ValueTask DisposeAsync()
    {
        _released.Set();
        await _queue.DisposeAsync();
        _started.Dispose();
        _released.Dispose();
    }

    [Fact]
    public async Task A_waiting_request_is_cancelled_at_once_and_never_runs()
    {
        using var cancellation = new CancellationTokenSource();
        var ran = false;
        var request = new FunctionRequest<bool>(() => ran = true);
        _queue.Submit(request, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await request.Completion);
        _released.Set();
        await _queue.DisposeAsync();
        Assert.False(ran);
    }

    [Fact]
    public async Task A_running_request_is_not_cancelled_because_its_buffer_is_in_use()
    {
        using var cancellation = new CancellationTokenSource();
        using var started = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var request = new FunctionRequest<int>(() =>
        {
            started.Set();
            go.Wait();
            return 7;
        });
        _queue.Submit(request, cancellation.Token);
        _released.Set();
        started.Wait(TestContext.Current.CancellationToken);

        await cancellation.CancelAsync();
        go.Set();

        Assert.Equal(7, await request.Completion);
    }

    [Fact]
    public async Task A_full_queue_throttles()
    {
        for (var i = 0; i < 3; i++)
        {
            _queue.Submit(new FunctionRequest<int>(() => 0), CancellationToken.None);
        }

        var refused = new FunctionRequest<int>(() => 0);
        _queue.Submit(refused, CancellationToken.None);

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await refused.Completion);
        Assert.Equal(ErrorKind.Throttled, fault.Kind);
    }

    [Fact]
    public async Task Continuations_do_not_run_on_the_threads_of_the_store()
    {
        var continued = NameOfContinuationAsync();
        _released.Set();

        Assert.NotEqual($"{ThreadName}-0", await continued);
    }

    [Fact]
    public async Task The_fault_of_a_request_reaches_its_caller_and_the_thread_lives_on()
    {
        var failing = new FunctionRequest<int>(() => throw new GaramException(ErrorKind.Unavailable, "no"));
        var next = new FunctionRequest<int>(() => 2);
        _queue.Submit(failing, CancellationToken.None);
        _queue.Submit(next, CancellationToken.None);
        _released.Set();

        await Assert.ThrowsAsync<GaramException>(async () => await failing.Completion);
        Assert.Equal(2, await next.Completion);
    }

    private async Task<string?> NameOfContinuationAsync()
    {
        await _holder.Completion.ConfigureAwait(false);
        return Thread.CurrentThread.Name;
    }

    private static void RunAll(IReadOnlyList<StoreRequest> batch)
    {
        foreach (var request in batch)
        {
            request.Run();
        }
    }
}
