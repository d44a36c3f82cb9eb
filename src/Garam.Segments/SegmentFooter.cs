using System.Buffers.Binary;
using Garam.Protocol;
using Garam.Protocol.Checksums;

namespace Garam.Segments;

/// <summary>The index at the end of a segment. With it a segment can be understood, and checked, without metadata.</summary>
/// <param name="Runs">In the order in which they lie in the segment.</param>
/// <param name="SegmentLength">The length of the whole object, in bytes.</param>
public sealed record SegmentFooter(IReadOnlyList<SegmentRun> Runs, int SegmentLength)
{
    private const int CrcOffset = 16;
    private const int MagicOffset = 24;

    /// <summary>Fills the end of <paramref name="segment"/>, whose length is that of the segment.</summary>
    public static void Write(Span<byte> segment, SegmentKind kind, IReadOnlyList<SegmentRun> runs)
    {
        var footer = segment[^((runs.Count * SegmentFormat.RunLength) + SegmentFormat.TrailerLength)..];
        var position = 0;
        foreach (var run in runs)
        {
            WriteRun(footer[position..], run);
            position += SegmentFormat.RunLength;
        }

        var trailer = footer[position..];
        trailer.Clear();
        BinaryPrimitives.WriteInt32BigEndian(trailer, runs.Count);
        BinaryPrimitives.WriteInt32BigEndian(trailer[4..], segment.Length);
        BinaryPrimitives.WriteInt16BigEndian(trailer[8..], SegmentFormat.Version);
        BinaryPrimitives.WriteInt16BigEndian(trailer[10..], (short)kind);
        BinaryPrimitives.WriteUInt32BigEndian(trailer[CrcOffset..], Crc32C.Compute(footer[..(position + CrcOffset)]));
        BinaryPrimitives.WriteUInt64BigEndian(trailer[MagicOffset..], SegmentFormat.Magic);
    }

    /// <summary>
    /// Returns the length of the footer, given the last bytes of a segment; null when these cannot be the last bytes of a segment.
    /// </summary>
    public static int? LengthAtEnd(ReadOnlySpan<byte> tail)
    {
        if (tail.Length < SegmentFormat.TrailerLength)
        {
            return null;
        }

        var trailer = tail[^SegmentFormat.TrailerLength..];
        var runs = BinaryPrimitives.ReadInt32BigEndian(trailer);
        var segmentLength = BinaryPrimitives.ReadInt32BigEndian(trailer[4..]);
        var length = ((long)runs * SegmentFormat.RunLength) + SegmentFormat.TrailerLength;
        return runs < 0 || length + SegmentFormat.HeaderLength > segmentLength ? null : (int)length;
    }

    /// <summary>Reads the footer at the end of <paramref name="tail"/>, which holds at least <see cref="LengthAtEnd"/> bytes.</summary>
    public static SegmentFault TryRead(ReadOnlySpan<byte> tail, out SegmentFooter? footer)
    {
        footer = null;
        if (tail.Length < SegmentFormat.TrailerLength)
        {
            return SegmentFault.Torn;
        }

        var trailer = tail[^SegmentFormat.TrailerLength..];
        if (BinaryPrimitives.ReadUInt64BigEndian(trailer[MagicOffset..]) != SegmentFormat.Magic)
        {
            return SegmentFault.ForeignMagic;
        }

        if (BinaryPrimitives.ReadInt16BigEndian(trailer[8..]) != SegmentFormat.Version)
        {
            return SegmentFault.UnknownVersion;
        }

        if (LengthAtEnd(tail) is not { } length || length > tail.Length)
        {
            return SegmentFault.BadFooter;
        }

        return ReadChecked(tail[^length..], out footer);
    }

    private static SegmentFault ReadChecked(ReadOnlySpan<byte> bytes, out SegmentFooter? footer)
    {
        footer = null;
        var trailer = bytes[^SegmentFormat.TrailerLength..];
        var crc = BinaryPrimitives.ReadUInt32BigEndian(trailer[CrcOffset..]);
        if (crc != Crc32C.Compute(bytes[..(bytes.Length - SegmentFormat.TrailerLength + CrcOffset)]))
        {
            return SegmentFault.BadFooter;
        }

        var runs = new SegmentRun[BinaryPrimitives.ReadInt32BigEndian(trailer)];
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i] = ReadRun(bytes[(i * SegmentFormat.RunLength)..]);
        }

        footer = new SegmentFooter(runs, BinaryPrimitives.ReadInt32BigEndian(trailer[4..]));
        return footer.RunsFollowEachOther(bytes.Length) ? SegmentFault.None : SegmentFault.BadFooter;
    }

    private bool RunsFollowEachOther(int footerLength)
    {
        long position = SegmentFormat.HeaderLength;
        foreach (var run in Runs)
        {
            if (run.Position != position || run.Length <= 0 || run.Batches <= 0)
            {
                return false;
            }

            position += run.Length;
        }

        return position <= SegmentLength - footerLength;
    }

    private static void WriteRun(Span<byte> destination, in SegmentRun run)
    {
        run.TopicId.Write(destination);
        BinaryPrimitives.WriteInt32BigEndian(destination[16..], run.Partition);
        BinaryPrimitives.WriteInt32BigEndian(destination[20..], run.Position);
        BinaryPrimitives.WriteInt32BigEndian(destination[24..], run.Length);
        BinaryPrimitives.WriteInt32BigEndian(destination[28..], run.Batches);
        BinaryPrimitives.WriteUInt32BigEndian(destination[32..], run.Crc);
    }

    private static SegmentRun ReadRun(ReadOnlySpan<byte> source) => new(
        Uuid.Read(source),
        BinaryPrimitives.ReadInt32BigEndian(source[16..]),
        BinaryPrimitives.ReadInt32BigEndian(source[20..]),
        BinaryPrimitives.ReadInt32BigEndian(source[24..]),
        BinaryPrimitives.ReadInt32BigEndian(source[28..]),
        BinaryPrimitives.ReadUInt32BigEndian(source[32..]));
}

/// <summary>The batches of one partition, one after the other in a segment.</summary>
/// <param name="TopicId">The topic that they were bound to on arrival.</param>
/// <param name="Partition">The index of the partition.</param>
/// <param name="Position">The position in the segment at which the first batch begins.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Batches">The number of batches.</param>
/// <param name="Crc">CRC-32C of the run's bytes, as they were stored.</param>
public readonly record struct SegmentRun(Uuid TopicId, int Partition, int Position, int Length, int Batches, uint Crc);
