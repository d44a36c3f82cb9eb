namespace Garam.Protocol.Records;

/// <summary>A length-prefixed field of a record, where a negative length means null.</summary>
internal static class RecordField
{
    /// <summary>Returns the position after the field, or -1 if it does not fit into <paramref name="bytes"/>.</summary>
    public static int Read(ReadOnlySpan<byte> bytes, int position, out ReadOnlySpan<byte> field, out bool present)
    {
        field = default;
        position = Varint.Read(bytes, position, out int length);
        present = length >= 0;
        if (position < 0 || length < 0)
        {
            return position;
        }

        if (length > bytes.Length - position)
        {
            return -1;
        }

        field = bytes.Slice(position, length);
        return position + length;
    }
}
