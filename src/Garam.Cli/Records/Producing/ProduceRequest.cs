using Garam.Cli.Records.Input;
using Garam.Client.Producing;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.Cli.Records.Producing;

/// <summary>What the command line of <c>garam produce</c> asks for.</summary>
internal sealed record ProduceRequest
{
    public required string Topic { get; init; }

    /// <summary>"-" is the standard input.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    public required IInputFormat Format { get; init; }

    public required byte[] Delimiter { get; init; }

    /// <summary>For records that bring none.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Before those that a record brings.</summary>
    public RecordHeader[] Headers { get; init; } = [];

    /// <summary>Null: each record's own, else its key decides.</summary>
    public int? Partition { get; init; }

    /// <summary>The partitions that records name mean nothing.</summary>
    public bool IgnoresPartitions { get; init; }

    /// <summary>For records that bring none; null: now.</summary>
    public long? TimestampMs { get; init; }

    public CompressionType Compression { get; init; }

    public ProducerAcks Acks { get; init; }

    public int BatchBytesMax { get; init; }

    /// <summary>The limit of one record as well: it is sent in one request.</summary>
    public int RequestBytesMax => Math.Max(BatchBytesMax, 1 << 20);

    public TimeSpan Linger { get; init; }

    public bool IsQuiet { get; init; }

    public bool IsJson { get; init; }
}
