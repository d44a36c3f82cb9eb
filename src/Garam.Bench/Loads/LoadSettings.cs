using Garam.Bench.Payloads;
using Garam.Client.Producing;
using Garam.Protocol.Compression;

namespace Garam.Bench.Loads;

/// <summary>The load that the command line asks for.</summary>
internal sealed record LoadSettings
{
    public required BenchMode Mode { get; init; }

    /// <summary>Null for a new topic that only this run uses.</summary>
    public string? Topic { get; init; }

    /// <summary>The partitions of a topic that the run creates.</summary>
    public int Partitions { get; init; } = 16;

    /// <summary>True if a topic that the run created stays after it.</summary>
    public bool KeepsTopic { get; init; }

    public int Producers { get; init; }

    public int Consumers { get; init; }

    public required LoadLimits Limits { get; init; }

    public TimeSpan WarmUp { get; init; }

    /// <summary>The rate of all clients of one kind together; null to go as fast as they can.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>
    /// How much of the schedule is sent at once. Kafka's own producer test sleeps for the default, and a finer load would give other
    /// figures.
    /// </summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(2);

    public int RecordBytes { get; init; } = 1024;

    public string? PayloadFile { get; init; }

    public double CompressibleShare { get; init; }

    public KeyPattern Keys { get; init; } = KeyPattern.None;

    public int BatchBytes { get; init; } = 16 * 1024;

    /// <summary>Kafka's max.request.size, or the size of a batch if that is larger.</summary>
    public int RequestBytesMax => Math.Max(BatchBytes, 1 << 20);

    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    public ProducerAcks Acks { get; init; } = ProducerAcks.All;

    public bool IsIdempotent { get; init; } = true;

    public CompressionType Compression { get; init; }

    public int Seed { get; init; } = 1;

    public int? ServerPid { get; init; }
}

/// <summary>How much is measured. The limit that is reached first ends the run; records of the warm-up do not count.</summary>
internal sealed record LoadLimits(long? Records, long? Bytes, TimeSpan? Duration)
{
    public bool IsOpen => Records is null && Bytes is null && Duration is null;
}

internal enum BenchMode
{
    Produce,
    Consume,
    EndToEnd,
    Mixed,
}

internal static class BenchModes
{
    /// <summary>Gives the name of the mode on the command line.</summary>
    public static string ToText(this BenchMode mode) => mode == BenchMode.EndToEnd ? "e2e" : mode.ToString().ToLowerInvariant();
}
