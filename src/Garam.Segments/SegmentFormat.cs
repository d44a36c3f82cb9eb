using System.Buffers.Binary;

namespace Garam.Segments;

/// <summary>
/// The layout of a segment, all numbers big-endian:
/// <code>
/// header   magic (8) | version (2) | kind (2) | zero (4)
/// runs     the batches of one partition after those of another, as Kafka's wire format has them
/// padding  zeros, so that the length is a multiple of <see cref="LengthMultiple"/> and the footer ends at its end
/// footer   per run: topic id (16) | partition (4) | position (4) | length (4) | batches (4) | CRC-32C of the run (4)
/// trailer  runs (4) | segment length (4) | version (2) | kind (2) | zero (4) | CRC-32C of footer and trailer so far (4) | zero (4) | magic
/// (8)
/// </code>
/// </summary>
public static class SegmentFormat
{
    /// <summary>"GARAMSEG".</summary>
    public const ulong Magic = 0x474152414D534547;

    public const short Version = 1;

    public const int HeaderLength = 16;

    public const int RunLength = 36;

    public const int TrailerLength = 32;

    /// <summary>The alignment that every O_DIRECT write of a whole object needs, on disks with 512-byte and with 4 KiB sectors.</summary>
    public const int LengthMultiple = 4096;

    /// <summary>The exact length of a segment which holds so many bytes of batches in so many runs.</summary>
    public static int LengthFor(long batchBytes, int runs)
    {
        var bytes = HeaderLength + batchBytes + ((long)runs * RunLength) + TrailerLength;
        return checked((int)((bytes + LengthMultiple - 1) / LengthMultiple * LengthMultiple));
    }

    public static void WriteHeader(Span<byte> destination, SegmentKind kind)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, Magic);
        BinaryPrimitives.WriteInt16BigEndian(destination[8..], Version);
        BinaryPrimitives.WriteInt16BigEndian(destination[10..], (short)kind);
        destination[12..HeaderLength].Clear();
    }

    /// <summary>None when the bytes begin a segment that this program can read.</summary>
    public static SegmentFault CheckHeader(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < HeaderLength)
        {
            return SegmentFault.Torn;
        }

        if (BinaryPrimitives.ReadUInt64BigEndian(segment) != Magic)
        {
            return SegmentFault.ForeignMagic;
        }

        return BinaryPrimitives.ReadInt16BigEndian(segment[8..]) == Version ? SegmentFault.None : SegmentFault.UnknownVersion;
    }
}

/// <summary>The meaning of the base offsets inside a segment. Written to segments: never reuse a number.</summary>
public enum SegmentKind : short
{
    /// <summary>The offsets of a segment as an agent sealed it: base offsets are zero, and metadata knows the real ones.</summary>
    Fresh = 0,
}

/// <summary>Why bytes are not a sound segment.</summary>
public enum SegmentFault
{
    None,

    /// <summary>Shorter than its header, its footer or the length it states.</summary>
    Torn,

    /// <summary>Does not begin or end with the magic number.</summary>
    ForeignMagic,

    /// <summary>Written by a program newer than this one.</summary>
    UnknownVersion,

    /// <summary>The footer's checksum or its run table is wrong.</summary>
    BadFooter,
}
