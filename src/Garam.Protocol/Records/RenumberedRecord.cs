namespace Garam.Protocol.Records;

/// <param name="ReadBytes">Size of the record at its old place.</param>
/// <param name="WrittenBytes">Size of the written record.</param>
/// <param name="TimestampDelta">Milliseconds after its batch's base timestamp.</param>
public readonly record struct RenumberedRecord(int ReadBytes, int WrittenBytes, long TimestampDelta);
