using System.Globalization;
using Garam.Demo.Agents;
using Garam.Demo.Views;

namespace Garam.Demo.Kills;

/// <summary>Kills agents at intervals. One loop; any thread may read the counts.</summary>
internal sealed class KillLoop(TimeSpan interval, KillSchedule schedule, AgentCrew crew, AcknowledgementGaps gaps, EventFeed events)
{
    /// <summary>Records flow for at least as long between two kills.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private int _rounds;
    private int _ofAll;

    /// <summary>How often the loop killed one agent or several.</summary>
    public int Rounds => Volatile.Read(ref _rounds);

    /// <summary>How often it killed all agents at once.</summary>
    public int OfAll => Volatile.Read(ref _ofAll);

    /// <summary>
    /// Kills until stopped. It waits for the cluster to recover before the next kill: without that, a cluster that is slow to recover
    /// would never acknowledge anything again, and there would be nothing to check.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await WaitAsync(() => crew.Up().Count > 0, stopping);
            KillOnce();
            await WaitAsync(() => gaps.HasRecovered, stopping);
            events.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"every partition acknowledges again, after {gaps.Measure()!.Value.Last.TotalSeconds:0.0} s at most."));
            await Task.Delay(Breath, stopping);
        }
    }

    private void KillOnce()
    {
        var kill = schedule.Next(crew.Up());
        Interlocked.Increment(ref _rounds);
        if (kill.IsOfAll)
        {
            Interlocked.Increment(ref _ofAll);
        }

        gaps.Killed();
        events.Add(crew.Kill(kill.Victims));
    }

    private static async Task WaitAsync(Func<bool> isDone, CancellationToken stopping)
    {
        while (!isDone())
        {
            await Task.Delay(Glance, stopping);
        }
    }
}
