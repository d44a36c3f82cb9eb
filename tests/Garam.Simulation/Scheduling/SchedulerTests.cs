namespace Garam.Simulation.Scheduling;

public sealed class SchedulerTests
{
    [Fact]
    public void Timers_fire_in_the_order_of_their_moments_and_time_jumps_between_them() => Run(async process =>
    {
        List<int> fired = [];
        var late = Task.Delay(TimeSpan.FromHours(2), process.Time);
        await using (process.Time.CreateTimer(_ => fired.Add(1), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan))
        {
            await late;
        }

        fired.Add(2);
        Assert.Equal([1, 2], fired);
        Assert.Equal(TimeSpan.FromHours(2), process.Time.GetElapsedTime(0));
    });

    [Fact]
    public void A_continuation_from_another_thread_fails_the_run()
    {
        var broken = Assert.Throws<SimulationException>(() => Run(async process =>
        {
            var foreigner = new Thread(() => process.Post(static _ => { }, null));
            foreigner.Start();
            foreigner.Join();
            await Task.Delay(TimeSpan.FromDays(1), process.Time);
        }));

        Assert.Contains("another thread", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_for_what_never_comes_fails_the_run() =>
        Assert.Throws<SimulationException>(() => Run(static _ => new TaskCompletionSource().Task));

    [Fact]
    public void Nothing_of_a_killed_process_runs_any_more()
    {
        using var trace = new Trace(null);
        var scheduler = new SimulatedScheduler(1, trace);
        var (victim, witness) = (scheduler.NewProcess("victim"), scheduler.NewProcess("witness"));
        var beats = 0;
        _ = victim.StartAsync(async () =>
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), victim.Time);
                beats++;
            }
        });
        scheduler.Run(
            witness.StartAsync(async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(3.5), witness.Time);
                victim.Kill();
                await Task.Delay(TimeSpan.FromSeconds(10), witness.Time);
            }),
            TimeSpan.FromMinutes(1));

        Assert.Equal(3, beats);
    }

    private static void Run(Func<SimulatedProcess, Task> work)
    {
        using var trace = new Trace(null);
        var scheduler = new SimulatedScheduler(1, trace);
        var process = scheduler.NewProcess("test");
        var running = process.StartAsync(() => work(process));
        scheduler.Run(running, TimeSpan.FromDays(2));
        Assert.True(running.IsCompletedSuccessfully, running.Exception?.ToString());
    }
}
