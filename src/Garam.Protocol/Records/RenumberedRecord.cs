namespace Garam.Protocol.Records;

/// <param name="ReadBytes">What the record took at its old place.</param>
/// <param name="WrittenBytes">What it takes now.</param>
/// <param name="TimestampDelta">Milliseconds behind its batch's base timestamp.</param>
public readonly record struct RenumberedRecord(int ReadBytes, int WrittenBytes, long TimestampDelta);
