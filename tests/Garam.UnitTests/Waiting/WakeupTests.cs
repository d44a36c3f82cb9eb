using Garam.Waiting;

namespace Garam.UnitTests.Waiting;

public sealed class WakeupTests
{
    [Fact]
    public async Task Sets_that_nobody_waits_for_are_kept_as_one()
    {
        using var wakeup = new Wakeup(TimeProvider.System);
        wakeup.Set();
        wakeup.Set();

        await wakeup.WaitAsync();

        var waiting = wakeup.WaitAsync();
        Assert.False(waiting.IsCompleted);
        wakeup.Set();
        await waiting;
    }

    [Fact]
    public async Task A_set_ends_the_wait()
    {
        using var wakeup = new Wakeup(TimeProvider.System);
        var waiting = wakeup.WaitAsync();
        Assert.False(waiting.IsCompleted);

        wakeup.Set();

        await waiting;
    }

    [Fact]
    public void A_wait_ends_at_its_moment() => Run(static async (wakeup, time) =>
    {
        var began = time.GetTimestamp();

        await wakeup.WaitUntilAsync(time.After(TimeSpan.FromSeconds(3)), CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(3), time.GetElapsedTime(began));
    });

    [Fact]
    public void A_moment_that_has_passed_ends_the_wait_at_once() => Run(static async (wakeup, time) =>
    {
        var began = time.GetTimestamp();

        await wakeup.WaitUntilAsync(began - 1, CancellationToken.None);

        Assert.Equal(TimeSpan.Zero, time.GetElapsedTime(began));
    });

    [Fact]
    public void Cancelling_ends_the_wait_without_a_fault() => Run(static async (wakeup, time) =>
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);

        await wakeup.WaitUntilAsync(Moments.Never, cancelled.Token);

        Assert.True(cancelled.IsCancellationRequested);
    });

    private static void Run(Func<Wakeup, TimeProvider, Task> test)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            using var wakeup = new Wakeup(time.Clock);
            await test(wakeup, time.Clock);
        });
    }
}
