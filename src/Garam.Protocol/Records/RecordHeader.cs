namespace Garam.Protocol.Records;

/// <summary>A header to be written. Its key is never null, its value may be.</summary>
public readonly record struct RecordHeader(string Key, ReadOnlyMemory<byte>? Value);
