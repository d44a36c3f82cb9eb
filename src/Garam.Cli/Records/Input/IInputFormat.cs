using Garam.Protocol.Records;

namespace Garam.Cli.Records.Input;

/// <summary>Makes a record from a line. One thread at a time.</summary>
internal interface IInputFormat
{
    /// <param name="line">The line without its delimiter.</param>
    /// <param name="record">Borrows the line.</param>
    /// <returns>The fault in the line, or null.</returns>
    string? Parse(ReadOnlyMemory<byte> line, out InputRecord record);
}

/// <summary>The record of one line. It borrows the line and the parser's memory until the next line is parsed.</summary>
/// <param name="Key">Null for a record without a key.</param>
/// <param name="Value">Null for a tombstone.</param>
/// <param name="Headers">Null for a line without headers.</param>
/// <param name="Partition">Null to let the key or the producer decide.</param>
/// <param name="TimestampMs">Null for the time at which the record is sent.</param>
internal readonly record struct InputRecord(
    ReadOnlyMemory<byte>? Key,
    ReadOnlyMemory<byte>? Value,
    RecordHeader[]? Headers = null,
    int? Partition = null,
    long? TimestampMs = null);
