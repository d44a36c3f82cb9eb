namespace Garam.Testing.Stores;

/// <summary>The duration of requests. The defaults are those of a remote store on a good day.</summary>
public sealed class StoreLatency
{
    public TimeSpan Least { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The mean of what comes on top, exponentially distributed: long tails are what finds races.</summary>
    public TimeSpan MeanExtra { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>No request takes longer, so that a simulation ends.</summary>
    public TimeSpan Most { get; init; } = TimeSpan.FromSeconds(2);

    internal TimeSpan Draw(Random random)
    {
        var extra = MeanExtra * -Math.Log(1 - random.NextDouble());
        return Least + extra > Most ? Most : Least + extra;
    }
}
