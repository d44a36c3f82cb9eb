namespace Garam.Demo;

/// <summary>The settings of one run.</summary>
internal sealed record DemoSettings
{
    /// <summary>Null until Ctrl-C.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>Null for no kills.</summary>
    public required TimeSpan? KillInterval { get; init; }

    /// <summary>Records per second.</summary>
    public required int Rate { get; init; }

    public required int Agents { get; init; }

    /// <summary>Null for a temporary directory.</summary>
    public required string? Data { get; init; }

    public required bool KeepsData { get; init; }

    public required int Seed { get; init; }
}
