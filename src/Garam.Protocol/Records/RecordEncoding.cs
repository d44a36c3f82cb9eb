using System.Text;

namespace Garam.Protocol.Records;

/// <summary>
/// Encodes a record in a batch: its size, attributes, deltas of timestamp and offset, key, value, headers. A caller with the record in one
/// piece calls <see cref="Write"/>; others write the parts one after the other.
/// </summary>
public static class RecordEncoding
{
    /// <summary>
    /// The most bytes that <see cref="WriteStart"/> writes: size 5, attributes 1, timestamp 10, offset 5, the key's length 5.
    /// </summary>
    public const int StartBytesMax = 26;

    /// <summary>The most bytes that a length takes.</summary>
    public const int LengthBytesMax = 5;

    /// <summary>The most bytes that a record takes besides key, value and headers.</summary>
    public const int OverheadBytesMax = StartBytesMax + (2 * LengthBytesMax);

    /// <summary>Returns the bytes that the record takes after its own size.</summary>
    public static int BodySize(
        long timestampDelta, int offsetDelta, ReadOnlyMemory<byte>? key, ReadOnlyMemory<byte>? value, ReadOnlySpan<RecordHeader> headers) =>
        1 + Varint.SizeOf(timestampDelta) + Varint.SizeOf(offsetDelta) + SizeOf(key) + SizeOf(value) + SizeOf(headers);

    /// <summary>Returns the size of the whole record, its size field included.</summary>
    public static int SizeOf(int bodySize) => Varint.SizeOf(bodySize) + bodySize;

    /// <summary>Writes the record and returns its size.</summary>
    public static int Write(
        Span<byte> destination, int bodySize, RecordDeltas deltas, ReadOnlyMemory<byte>? key,
        ReadOnlyMemory<byte>? value, ReadOnlySpan<RecordHeader> headers)
    {
        var at = WriteStart(destination, bodySize, deltas, key?.Length ?? -1);
        at += Copy(key, destination[at..]);
        at += WriteLength(destination[at..], value?.Length ?? -1);
        at += Copy(value, destination[at..]);
        return at + WriteHeaders(destination[at..], headers);
    }

    /// <summary>Writes everything before the key's bytes.</summary>
    /// <param name="keyLength">-1 if there is no key.</param>
    public static int WriteStart(Span<byte> destination, int bodySize, RecordDeltas deltas, int keyLength)
    {
        var at = Varint.Write(destination, bodySize);
        destination[at++] = 0;
        at += Varint.Write(destination[at..], deltas.TimestampMs);
        at += Varint.Write(destination[at..], deltas.Offset);
        return at + Varint.Write(destination[at..], keyLength);
    }

    /// <summary>Writes the length before a field; -1 for none.</summary>
    public static int WriteLength(Span<byte> destination, int length) => Varint.Write(destination, length);

    public static int WriteHeaders(Span<byte> destination, ReadOnlySpan<RecordHeader> headers)
    {
        var at = Varint.Write(destination, headers.Length);
        foreach (ref readonly var header in headers)
        {
            at += Varint.Write(destination[at..], Encoding.UTF8.GetByteCount(header.Key));
            at += Encoding.UTF8.GetBytes(header.Key, destination[at..]);
            at += Varint.Write(destination[at..], header.Value?.Length ?? -1);
            at += Copy(header.Value, destination[at..]);
        }

        return at;
    }

    public static int SizeOf(ReadOnlySpan<RecordHeader> headers)
    {
        var size = Varint.SizeOf(headers.Length);
        foreach (ref readonly var header in headers)
        {
            var keySize = Encoding.UTF8.GetByteCount(header.Key);
            size += Varint.SizeOf(keySize) + keySize + SizeOf(header.Value);
        }

        return size;
    }

    /// <summary>
    /// Copies the record at the beginning of <paramref name="records"/> with another offset. The destination needs room for the record and
    /// <see cref="LengthBytesMax"/> more.
    /// </summary>
    /// <exception cref="MalformedRequestException">There is no whole record.</exception>
    public static RenumberedRecord Renumber(ReadOnlySpan<byte> records, int offsetDelta, Span<byte> destination)
    {
        var timestampDelta = 0L;
        var start = Varint.Read(records, 0, out int bodySize);
        var timestampAt = start + 1;
        var offsetAt = start < 0 || bodySize > records.Length - start ? -1 : Varint.Read(records, timestampAt, out timestampDelta);
        var restAt = offsetAt < 0 ? -1 : Varint.Read(records, offsetAt, out int _);
        if (restAt < 0)
        {
            throw new MalformedRequestException("A record of a batch that was built here cannot be read.");
        }

        var end = start + bodySize;
        var at = Varint.Write(destination, bodySize - (restAt - offsetAt) + Varint.SizeOf(offsetDelta));
        records[start..offsetAt].CopyTo(destination[at..]);
        at += offsetAt - start;
        at += Varint.Write(destination[at..], offsetDelta);
        records[restAt..end].CopyTo(destination[at..]);
        return new RenumberedRecord(end, at + end - restAt, timestampDelta);
    }

    private static int SizeOf(ReadOnlyMemory<byte>? field) =>
        field is { } bytes ? Varint.SizeOf(bytes.Length) + bytes.Length : Varint.SizeOf(-1);

    private static int Copy(ReadOnlyMemory<byte>? field, Span<byte> destination)
    {
        var bytes = field.GetValueOrDefault().Span;
        bytes.CopyTo(destination);
        return bytes.Length;
    }
}
