namespace Garam.Protocol.Records;

/// <summary>One record, borrowed from its batch.</summary>
public readonly ref struct Record
{
    public required long Offset { get; init; }

    public required long Timestamp { get; init; }

    /// <summary>The key. Kafka tells an absent key from an empty one; see <see cref="HasKey"/>.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    public required bool HasKey { get; init; }

    public required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>A record without a value is a tombstone.</summary>
    public required bool HasValue { get; init; }

    public required HeaderReader Headers { get; init; }
}

/// <summary>A header to write. Its key is never null; its value may be.</summary>
public readonly record struct RecordHeader(string Key, ReadOnlyMemory<byte>? Value);

/// <summary>The distance of a record from the first one of its batch.</summary>
public readonly record struct RecordDeltas(long TimestampMs, int Offset);
