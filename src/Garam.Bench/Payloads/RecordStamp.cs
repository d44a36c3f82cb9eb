using System.Buffers.Binary;

namespace Garam.Bench.Payloads;

/// <summary>
/// The first bytes of a record that is timed from end to end: the run it belongs to, when it should have been sent and when it was sent.
/// The times mean something only in the process that wrote them.
/// </summary>
internal readonly record struct RecordStamp(long Run, long IntendedAt, long CalledAt)
{
    public const int SizeBytes = 3 * sizeof(long);

    /// <summary>Returns false for a record that another run or another program wrote.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, long run, out RecordStamp stamp)
    {
        stamp = default;
        if (value.Length < SizeBytes || BinaryPrimitives.ReadInt64BigEndian(value) != run)
        {
            return false;
        }

        stamp = new RecordStamp(
            run,
            BinaryPrimitives.ReadInt64BigEndian(value[sizeof(long)..]),
            BinaryPrimitives.ReadInt64BigEndian(value[(2 * sizeof(long))..]));
        return true;
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt64BigEndian(destination, Run);
        BinaryPrimitives.WriteInt64BigEndian(destination[sizeof(long)..], IntendedAt);
        BinaryPrimitives.WriteInt64BigEndian(destination[(2 * sizeof(long))..], CalledAt);
    }
}

/// <summary>Writes stamps over the beginnings of payloads. Owns the memory of stamped values. One thread.</summary>
/// <param name="run">The number of the run; null to leave payloads as they are.</param>
internal sealed class StampWriter(long? run)
{
    private byte[] _stamped = [];

    /// <summary>
    /// Returns a copy of the payload that begins with a stamp, borrowed until the next call. A payload shorter than a stamp is padded.
    /// </summary>
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
