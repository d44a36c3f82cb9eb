namespace Garam.Protocol.Records;

/// <summary>How far a record is from the first one of its batch.</summary>
public readonly record struct RecordDeltas(long TimestampMs, int Offset);
