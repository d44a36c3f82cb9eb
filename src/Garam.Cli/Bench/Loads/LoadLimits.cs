namespace Garam.Cli.Bench.Loads;

/// <summary>How much is measured; what is reached first ends it. What is sent before the end of the warm-up is not part of it.</summary>
internal sealed record LoadLimits(long? Records, long? Bytes, TimeSpan? Duration)
{
    public bool IsOpen => Records is null && Bytes is null && Duration is null;
}
