using Garam.Cli.Bench.Payloads;
using Garam.Client.Producing;
using Garam.Protocol.Compression;

namespace Garam.Cli.Bench.Loads;

/// <summary>What a run was asked to do.</summary>
internal sealed record LoadSettings
{
    public required BenchMode Mode { get; init; }

    /// <summary>Null: a new topic for this run alone.</summary>
    public string? Topic { get; init; }

    /// <summary>Of a topic that the run creates.</summary>
    public int Partitions { get; init; } = 16;

    /// <summary>Whether a topic that the run created outlives it.</summary>
    public bool KeepsTopic { get; init; }

    public int Producers { get; init; }

    public int Consumers { get; init; }

    public required LoadLimits Limits { get; init; }

    public TimeSpan WarmUp { get; init; }

    /// <summary>Of all clients of one kind together; null where they go as fast as they can.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>How much of the schedule is sent at once. The default is what Kafka's own producer test sleeps: figures of finer loads differ from its own.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(2);

    public int RecordBytes { get; init; } = 1024;

    public string? PayloadFile { get; init; }

    public double CompressibleShare { get; init; }

    public KeyPattern Keys { get; init; } = KeyPattern.None;

    public int BatchBytes { get; init; } = 16 * 1024;

    /// <summary>Kafka's max.request.size, and more where the batches are larger.</summary>
    public int RequestBytesMax => Math.Max(BatchBytes, 1 << 20);

    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    public ProducerAcks Acks { get; init; } = ProducerAcks.All;

    public bool IsIdempotent { get; init; } = true;

    public CompressionType Compression { get; init; }

    public int Seed { get; init; } = 1;

    public int? ServerPid { get; init; }
}
