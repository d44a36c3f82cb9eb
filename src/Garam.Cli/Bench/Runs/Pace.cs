namespace Garam.Cli.Bench.Runs;

/// <summary>
/// Waits for moments without spinning: a wait ends with the first tick of a millisecond timer after the moment, so what is due in one
/// millisecond is sent together. Owns the timer. One waiter.
/// </summary>
internal sealed class Pace(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Waits longer than this are slept through, so that a slow load does not wake up a thousand times a second.</summary>
    private static readonly TimeSpan TickedWaitMax = TimeSpan.FromMilliseconds(20);

    private PeriodicTimer? _timer;

    /// <summary>Returns at the moment or up to a tick after it. May return early where the wait is long: ask again.</summary>
    public async ValueTask WaitUntilAsync(long moment, CancellationToken cancellation)
    {
        var wait = time.GetElapsedTime(time.GetTimestamp(), moment);
        if (wait > TickedWaitMax)
        {
            await Task.Delay(wait - TickedWaitMax + Tick, time, cancellation);
            return;
        }

        _timer ??= new PeriodicTimer(Tick, time);
        await _timer.WaitForNextTickAsync(cancellation);
    }

    public void Dispose() => _timer?.Dispose();
}
