using Garam.Cli.Bench.Loads;

namespace Garam.Cli.Bench.Reports;

/// <summary>What was asked for. Two reports can be compared when these agree.</summary>
internal sealed record LoadDocument
{
    public string Topic { get; init; } = "";

    public int Partitions { get; init; }

    public int Producers { get; init; }

    public int Consumers { get; init; }

    public double? RateMbPerSecond { get; init; }

    public double TickMs { get; init; }

    public int? RecordBytes { get; init; }

    public string? PayloadFile { get; init; }

    public double CompressibleShare { get; init; }

    public string Keys { get; init; } = "";

    public int BatchBytes { get; init; }

    public double LingerMs { get; init; }

    public string Acks { get; init; } = "";

    public bool Idempotent { get; init; }

    public string Compression { get; init; } = "";

    public int Seed { get; init; }

    public double WarmUpSeconds { get; init; }

    public long? Records { get; init; }

    public long? Bytes { get; init; }

    public double? DurationSeconds { get; init; }

    public static LoadDocument From(LoadSettings settings, string topic, int partitions) => new()
    {
        Topic = topic,
        Partitions = partitions,
        Producers = settings.Producers,
        Consumers = settings.Consumers,
        RateMbPerSecond = settings.BytesPerSecond / Traffic.BytesPerMb,
        TickMs = settings.Tick.TotalMilliseconds,
        RecordBytes = settings.PayloadFile is null ? settings.RecordBytes : null,
        PayloadFile = settings.PayloadFile,
        CompressibleShare = settings.CompressibleShare,
        Keys = settings.Keys.ToString(),
        BatchBytes = settings.BatchBytes,
        LingerMs = settings.Linger.TotalMilliseconds,
        Acks = settings.Acks.ToString().ToLowerInvariant(),
        Idempotent = settings.IsIdempotent,
        Compression = settings.Compression.ToString().ToLowerInvariant(),
        Seed = settings.Seed,
        WarmUpSeconds = settings.WarmUp.TotalSeconds,
        Records = settings.Limits.Records,
        Bytes = settings.Limits.Bytes,
        DurationSeconds = settings.Limits.Duration?.TotalSeconds,
    };
}
