namespace Garam.Protocol.Records;

/// <summary>The zigzag varints of records. Readers return the position after the value, or -1 if it is cut off or too long.</summary>
public static class Varint
{
    private const int Int32BytesMax = 5;
    private const int Int64BytesMax = 10;

    public static int Read(ReadOnlySpan<byte> bytes, int position, out int value)
    {
        // Most lengths and deltas of real records take one byte.
        if ((uint)position < (uint)bytes.Length && bytes[position] < 0x80)
        {
            value = Unzigzag((uint)bytes[position]);
            return position + 1;
        }

        var end = ReadRaw(bytes, position, Int32BytesMax, out var raw);
        value = Unzigzag((uint)raw);

        // Five bytes have room for 35 bits. A value that does not fit into 32 is no valid varint.
        return raw > uint.MaxValue ? -1 : end;
    }

    public static int Read(ReadOnlySpan<byte> bytes, int position, out long value)
    {
        var end = ReadRaw(bytes, position, Int64BytesMax, out var raw);
        value = (long)(raw >> 1) ^ -(long)(raw & 1);
        return end;
    }

    public static int SizeOf(long value)
    {
        var raw = Zigzag(value);
        return raw == 0 ? 1 : ((63 - System.Numerics.BitOperations.LeadingZeroCount(raw)) / 7) + 1;
    }

    /// <summary>Writes and returns the number of bytes written.</summary>
    public static int Write(Span<byte> destination, long value)
    {
        var raw = Zigzag(value);
        var length = 0;
        for (; raw >= 0x80; raw >>= 7)
        {
            destination[length++] = (byte)(raw | 0x80);
        }

        destination[length++] = (byte)raw;
        return length;
    }

    private static int ReadRaw(ReadOnlySpan<byte> bytes, int position, int bytesMax, out ulong raw)
    {
        raw = 0;
        for (var shift = 0; shift < 7 * bytesMax; shift += 7)
        {
            if ((uint)position >= (uint)bytes.Length)
            {
                return -1;
            }

            var part = bytes[position++];
            raw |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return position;
            }
        }

        return -1;
    }

    private static int Unzigzag(uint raw) => (int)(raw >> 1) ^ -(int)(raw & 1);

    private static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));
}
