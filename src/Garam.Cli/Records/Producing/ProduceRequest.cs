using Garam.Cli.Records.Input;
using Garam.Client.Producing;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.Cli.Records.Producing;

/// <summary>The work that the command line of <c>garam produce</c> asks for.</summary>
internal sealed record ProduceRequest
{
    public required string Topic { get; init; }

    /// <summary>"-" is the standard input.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    public required IInputFormat Format { get; init; }

    public required byte[] Delimiter { get; init; }

    /// <summary>The key of records without their own.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Headers of every record, before its own.</summary>
    public RecordHeader[] Headers { get; init; } = [];

    /// <summary>Null for the partition that the record names, or that its key decides.</summary>
    public int? Partition { get; init; }

    /// <summary>True to ignore the partitions that records name.</summary>
    public bool IgnoresPartitions { get; init; }

    /// <summary>The time of records without their own; null for now.</summary>
    public long? TimestampMs { get; init; }

    public CompressionType Compression { get; init; }

    public ProducerAcks Acks { get; init; }

    public int BatchBytesMax { get; init; }

    /// <summary>Also the limit of one record, which is sent in one request.</summary>
    public int RequestBytesMax => Math.Max(BatchBytesMax, 1 << 20);

    public TimeSpan Linger { get; init; }

    public bool IsQuiet { get; init; }

    public bool IsJson { get; init; }
}
