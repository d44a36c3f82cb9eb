namespace Garam.Protocol.Records;

/// <summary>What a topic and the request's version allow a produced batch to be.</summary>
public readonly struct BatchRules()
{
    /// <summary>The version of the Produce request. Versions before 7 must not carry zstd.</summary>
    public short ProduceVersion { get; init; } = short.MaxValue;

    /// <summary>Named where a record is refused.</summary>
    public string Topic { get; init; } = "";

    /// <inheritdoc cref="Topic"/>
    public int Partition { get; init; }

    /// <summary>The topic's <c>max.message.bytes</c>.</summary>
    public int BatchBytesMax { get; init; } = int.MaxValue;

    /// <summary>True for compacted topics: a record without a key could never be compacted.</summary>
    public bool IsKeyRequired { get; init; }

    /// <summary>Compressed batches are decompressed and judged record by record, as uncompressed ones are.</summary>
    public bool ValidatesCompressedRecords { get; init; }

    /// <summary>The limit of the records of a batch that has to be decompressed: a small batch can decompress to gigabytes.</summary>
    public int DecompressedBytesMax { get; init; } = 32 << 20;

    /// <summary>The topic's <c>message.timestamp.type</c>. With log append time the records' own timestamps are not looked at.</summary>
    public TimestampType TimestampType { get; init; } = TimestampType.CreateTime;

    /// <summary>Now less the topic's <c>message.timestamp.before.max.ms</c>.</summary>
    public long TimestampMsMin { get; init; } = long.MinValue;

    /// <summary>Now plus the topic's <c>message.timestamp.after.max.ms</c>.</summary>
    public long TimestampMsMax { get; init; } = long.MaxValue;

    /// <summary>How many refused records are listed. A record takes seven bytes and its refusal a hundred, so somebody has to bound the answer.</summary>
    public int RecordFaultsMax { get; init; } = 1000;
}
