namespace Garam.Waiting;

/// <summary>
/// Pauses between attempts. Each is twice the one before, so that an overloaded peer gets room, up to a longest one, so that recovery is
/// noticed. With a <see cref="Spread"/>, processes that failed together do not come back together. Any thread; the lock is held for one
/// random number, because <see cref="Random"/> is not thread-safe.
/// </summary>
public sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    /// <summary>More doublings than any pair of pauses needs; beyond them the product would overflow.</summary>
    private const int DoublingsMax = 20;

    private readonly Lock _lock = new();

    public Spread? Spread { get; init; }

    /// <summary>Returns the pause after this many failures in a row, counted from 1.</summary>
    public TimeSpan After(int failures)
    {
        var pause = first * Math.Pow(2, Math.Min(failures - 1, DoublingsMax));
        pause = pause < longest ? pause : longest;
        if (Spread is not { } spread)
        {
            return pause;
        }

        lock (_lock)
        {
            return pause * (spread.Least + (spread.Width * spread.Random.NextDouble()));
        }
    }
}

/// <summary>
/// Multiplies a pause by a random factor from <paramref name="Least"/> to <paramref name="Least"/> + <paramref name="Width"/>.
/// </summary>
public sealed record Spread(double Least, double Width, Random Random);
