namespace Garam.Cli.Bench.Payloads;

/// <summary>Writes stamps over the beginnings of payloads. Owns the memory of stamped values. One thread.</summary>
/// <param name="run">The number of the run; null for payloads as they are.</param>
internal sealed class StampWriter(long? run)
{
    private byte[] _stamped = [];

    /// <summary>A copy of the payload that begins with a stamp, borrowed until the next call. Payloads that are shorter than a stamp grow.</summary>
    public ReadOnlyMemory<byte> Over(ReadOnlyMemory<byte> payload, long intendedAt, long calledAt)
    {
        if (run is not { } number)
        {
            return payload;
        }

        var size = Math.Max(payload.Length, RecordStamp.SizeBytes);
        if (_stamped.Length < size)
        {
            _stamped = new byte[size];
        }

        payload.CopyTo(_stamped);
        new RecordStamp(number, intendedAt, calledAt).Write(_stamped);
        return _stamped.AsMemory(0, size);
    }
}
