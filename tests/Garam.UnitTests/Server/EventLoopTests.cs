using Garam.Hosting;

namespace Garam.UnitTests.Server;

public sealed class EventLoopTests
{
    [Fact]
    public async Task What_is_posted_runs_in_order_on_one_thread()
    {
        using var loop = Start();
        var ran = new List<(int Number, int Thread)>();
        for (var number = 0; number < 1000; number++)
        {
            var posted = number;
            loop.Post(_ => ran.Add((posted, Environment.CurrentManagedThreadId)), null);
        }

        await loop.RunAsync(() => Task.CompletedTask);

        Assert.Equal(Enumerable.Range(0, 1000), ran.Select(static item => item.Number));
        Assert.Single(ran.Select(static item => item.Thread).Distinct());
    }

    [Fact]
    public async Task A_continuation_comes_back_to_the_loop()
    {
        using var loop = Start();
        var threads = new List<int>();
        await loop.RunAsync(async () =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            await Task.Run(static () => Environment.CurrentManagedThreadId);
            threads.Add(Environment.CurrentManagedThreadId);
            await TickAsync(loop);
            threads.Add(Environment.CurrentManagedThreadId);
        });

        Assert.Equal(3, threads.Count);
        Assert.Single(threads.Distinct());
    }

    [Fact]
    public async Task Posts_of_many_threads_all_run_however_often_the_loop_falls_asleep()
    {
        using var loop = Start();
        var ran = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < 2000; round++)
            {
                await loop.RunAsync(() =>
                {
                    ran++;
                    return Task.CompletedTask;
                });
            }
        })));

        Assert.Equal(8000, ran);
    }

    [Fact]
    public async Task Timers_fire_in_the_order_of_their_due_times()
    {
        using var loop = Start();
        var fired = new List<int>();
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var late = loop.Time.CreateTimer(_ => Fire(3), null, TimeSpan.FromMilliseconds(60), Timeout.InfiniteTimeSpan);
        using var early = loop.Time.CreateTimer(_ => Fire(1), null, TimeSpan.FromMilliseconds(5), Timeout.InfiniteTimeSpan);
        using var middle = loop.Time.CreateTimer(_ => Fire(2), null, TimeSpan.FromMilliseconds(30), Timeout.InfiniteTimeSpan);

        await last.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3], fired);

        void Fire(int number)
        {
            fired.Add(number);
            if (number == 3)
            {
                last.SetResult();
            }
        }
    }

    [Fact]
    public async Task A_timer_that_is_changed_or_disposed_does_not_fire_at_its_old_time()
    {
        using var loop = Start();
        var fired = new List<string>();
        var moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var disposed = loop.Time.CreateTimer(_ => fired.Add("disposed"), null, TimeSpan.FromMilliseconds(5), Timeout.InfiniteTimeSpan);
        using var changed = loop.Time.CreateTimer(_ => fired.Add("changed"), null, TimeSpan.FromMilliseconds(5), Timeout.InfiniteTimeSpan);
        using var witness = loop.Time.CreateTimer(_ => moved.SetResult(), null, TimeSpan.FromMilliseconds(40), Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        changed.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        await moved.Task.WaitAsync(TestContext.Current.CancellationToken);
        await loop.RunAsync(() => Task.CompletedTask);

        Assert.Empty(fired);
    }

    [Fact]
    public async Task A_timer_of_a_sleeping_loop_is_moved_forward_by_another_thread()
    {
        using var loop = Start();
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = loop.Time.CreateTimer(_ => fired.SetResult(), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        await loop.RunAsync(() => Task.CompletedTask);

        timer.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_periodic_timer_fires_again()
    {
        using var loop = Start();
        var fired = 0;
        var thrice = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = loop.Time.CreateTimer(
            _ =>
            {
                if (++fired == 3)
                {
                    thrice.SetResult();
                }
            },
            null,
            TimeSpan.FromMilliseconds(1),
            TimeSpan.FromMilliseconds(1));

        await thrice.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Disposal_runs_what_was_posted_before()
    {
        var loop = Start();
        var ran = 0;
        for (var number = 0; number < 100; number++)
        {
            loop.Post(_ => ran++, null);
        }

        loop.Dispose();

        Assert.Equal(100, ran);
    }

    [Fact]
    public void Nothing_can_wait_for_the_loop()
    {
        using var loop = Start();

        Assert.Throws<NotSupportedException>(() => loop.Send(static _ => { }, null));
    }

    private static EventLoop Start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The loop waits on Linux's descriptors.");
        return EventLoop.TryStart("test-loop")!;
    }

    private static async Task TickAsync(EventLoop loop)
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = loop.Time.CreateTimer(_ => fired.SetResult(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        await fired.Task;
    }
}
