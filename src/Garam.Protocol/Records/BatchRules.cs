namespace Garam.Protocol.Records;

/// <summary>The rules that a topic and the request's version set for a produced batch.</summary>
public readonly struct BatchRules()
{
    /// <summary>The version of the Produce request. Versions before 7 must not carry zstd.</summary>
    public short ProduceVersion { get; init; } = short.MaxValue;

    /// <summary>Name for the messages about refused records.</summary>
    public string Topic { get; init; } = "";

    /// <inheritdoc cref="Topic"/>
    public int Partition { get; init; }

    /// <summary>The topic's <c>max.message.bytes</c>.</summary>
    public int BatchBytesMax { get; init; } = int.MaxValue;

    /// <summary>True for compacted topics, because a record without a key could never be compacted.</summary>
    public bool IsKeyRequired { get; init; }

    /// <summary>True if compressed batches are decompressed and checked record by record, as uncompressed ones are.</summary>
    public bool ValidatesCompressedRecords { get; init; }

    /// <summary>Limit on the decompressed records of a batch. A small batch can decompress to gigabytes.</summary>
    public int DecompressedBytesMax { get; init; } = 32 << 20;

    /// <summary>The topic's <c>message.timestamp.type</c>. With log append time the records' own timestamps do not matter.</summary>
    public TimestampType TimestampType { get; init; } = TimestampType.CreateTime;

    /// <summary>The present minus the topic's <c>message.timestamp.before.max.ms</c>.</summary>
    public long TimestampMsMin { get; init; } = long.MinValue;

    /// <summary>The present plus the topic's <c>message.timestamp.after.max.ms</c>.</summary>
    public long TimestampMsMax { get; init; } = long.MaxValue;

    /// <summary>
    /// The most refused records that a response lists. A record takes seven bytes and its refusal a hundred, so the response needs a bound.
    /// </summary>
    public int RecordFaultsMax { get; init; } = 1000;
}
