using Garam.Protocol.Records;

namespace Garam.Cli.Records.Input;

/// <summary>Makes a record of a line. One thread at a time.</summary>
internal interface IInputFormat
{
    /// <param name="line">Without its delimiter.</param>
    /// <param name="record">Borrows the line.</param>
    /// <returns>Null, or what is wrong with the line.</returns>
    string? Parse(ReadOnlyMemory<byte> line, out InputRecord record);
}

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
