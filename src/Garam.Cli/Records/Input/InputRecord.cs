using Garam.Protocol.Records;

namespace Garam.Cli.Records.Input;

/// <summary>What one line says. It borrows the line and the parser's memory until the next line is parsed.</summary>
/// <param name="Key">Null: no key.</param>
/// <param name="Value">Null: a tombstone.</param>
/// <param name="Headers">Null: none of its own.</param>
/// <param name="Partition">Null: the key or the producer decides.</param>
/// <param name="TimestampMs">Null: the time at which it is sent.</param>
internal readonly record struct InputRecord(
    ReadOnlyMemory<byte>? Key,
    ReadOnlyMemory<byte>? Value,
    RecordHeader[]? Headers = null,
    int? Partition = null,
    long? TimestampMs = null);
