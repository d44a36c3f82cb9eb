namespace Garam.Cli.Bench.Reports;

/// <summary>What <c>garam bench MODE --json</c> prints and <c>--compare</c> reads.</summary>
internal sealed record BenchReport
{
    /// <summary>produce, consume, e2e or mixed.</summary>
    public string Mode { get; init; } = "";

    /// <summary>It was ended before it had done what was asked.</summary>
    public bool IsPartial { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public LoadDocument Load { get; init; } = new();

    public TrafficDocument? Produced { get; init; }

    public TrafficDocument? Consumed { get; init; }

    public ServerDocument? Server { get; init; }

    public GeneratorDocument Generator { get; init; } = new();
}
