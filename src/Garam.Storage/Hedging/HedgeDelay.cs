namespace Garam.Storage.Hedging;

/// <summary>
/// Follows the time that all but a share of the reads take, without keeping the times: a slower read moves it up by the share of the
/// others, a faster one down by its own share, so that it rests where both balance. Any thread; a lost update of two at once does not
/// matter.
/// </summary>
internal sealed class HedgeDelay(HedgeOptions options)
{
    /// <summary>Small enough to rest, large enough to follow a store that becomes slower within some hundred reads.</summary>
    private const double Step = 0.05;

    private long _ticks = options.DelayAtFirst.Ticks;

    public TimeSpan Current => TimeSpan.FromTicks(Volatile.Read(ref _ticks));

    /// <param name="isSlower">The read took longer than <see cref="Current"/>.</param>
    public void Note(bool isSlower)
    {
        var ticks = Volatile.Read(ref _ticks);
        var change = isSlower ? 1 - options.SlowShare : -options.SlowShare;
        var moved = (long)(ticks * (1 + (Step * change)));
        Volatile.Write(ref _ticks, Math.Clamp(moved, options.DelayMin.Ticks, options.DelayMax.Ticks));
    }
}
