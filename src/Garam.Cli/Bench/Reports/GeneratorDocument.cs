namespace Garam.Cli.Bench.Reports;

/// <summary>What this process spent, and whether it kept its own schedule: if not, it was the bottleneck and not the server.</summary>
internal sealed record GeneratorDocument
{
    public double CpuSeconds { get; init; }

    public double? CpuSecondsPerGib { get; init; }

    public double PeakMemoryMib { get; init; }

    /// <summary>How much later than scheduled records were sent; null without a rate.</summary>
    public LatencyDocument? Lateness { get; init; }
}
