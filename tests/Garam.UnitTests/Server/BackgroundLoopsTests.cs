using Garam.Composition;

namespace Garam.UnitTests.Server;

public sealed class BackgroundLoopsTests
{
    [Fact]
    public async Task A_fault_of_one_loop_is_the_end_of_all()
    {
        using var loops = new BackgroundLoops();
        var fault = new InvalidOperationException("broken");
        loops.Start(UntilCancelledAsync);
        loops.Start(_ => Task.FromException(fault));

        Assert.Same(fault, await Assert.ThrowsAsync<InvalidOperationException>(() => loops.Ended));
        await loops.StopAsync();
    }

    [Fact]
    public async Task A_loop_that_ends_by_itself_counts_as_a_fault()
    {
        using var loops = new BackgroundLoops();
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loops.Start(_ => end.Task);
        Assert.False(loops.Ended.IsCompleted);

        end.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => loops.Ended);
    }

    [Fact]
    public async Task The_first_fault_is_the_one_that_is_told()
    {
        using var loops = new BackgroundLoops();
        loops.Start(_ => Task.FromException(new IOException("first")));
        loops.Start(_ => Task.FromException(new IOException("second")));
        Assert.Equal("first", (await Assert.ThrowsAsync<IOException>(() => loops.Ended)).Message);
    }

    [Fact]
    public async Task Stopping_waits_for_every_loop_and_is_no_fault()
    {
        using var loops = new BackgroundLoops();
        var cleanedUp = false;
        loops.Start(async cancellation =>
        {
            try
            {
                await UntilCancelledAsync(cancellation);
            }
            finally
            {
                await Task.Yield();
                cleanedUp = true;
            }
        });
        await loops.StopAsync();

        Assert.True(cleanedUp);
        await loops.Ended;
    }

    [Fact]
    public async Task A_loop_may_end_quietly_once_it_was_asked_to()
    {
        using var loops = new BackgroundLoops();
        loops.Start(async cancellation =>
        {
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellation.Register(() => asked.SetResult());
            await asked.Task;
        });
        await loops.StopAsync();
        await loops.Ended;
    }

    private static Task UntilCancelledAsync(CancellationToken cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
}
