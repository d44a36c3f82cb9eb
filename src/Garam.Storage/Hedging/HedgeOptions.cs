namespace Garam.Storage.Hedging;

public sealed class HedgeOptions
{
    /// <summary>The share of reads that take longer than the time after which a second one is sent.</summary>
    public double SlowShare { get; init; } = 0.05;

    /// <summary>Before enough reads were seen: beyond what nearly every read of a remote store takes.</summary>
    public TimeSpan DelayAtFirst { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A second read earlier than this would come from the noise of this process, not of the store.</summary>
    public TimeSpan DelayMin { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>A store that is slow for everybody gets a second read late and seldom.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Second reads at a time. Each has a buffer of its own, up to a whole segment.</summary>
    public int InFlightMax { get; init; } = 2;
}
