namespace Garam.Protocol.Records;

public readonly record struct TimestampedOffset(long TimestampMs, long Offset);
