namespace Garam.Client.Fetching;

/// <summary>A record that owns its bytes. Kafka tells an absent key or value from an empty one.</summary>
public sealed record ConsumedRecord(long Offset, long TimestampMs, byte[]? Key, byte[]? Value);
