using Garam.Protocol.Records;

namespace Garam.Broker.Cache;

/// <summary>
/// An extent whose bytes in the chunk are as clients get them: checked, with their real base offsets. A sparse index leads to
/// any offset in it without a walk from its start.
/// </summary>
public sealed class PreparedExtent
{
    /// <summary>
    /// One mark per so many bytes: the walk from a mark touches a cache line per batch, at most a few hundred small ones.
    /// </summary>
    private const int MarkDistance = 64 << 10;

    private static readonly PreparedExtent Unsound = new(default, [], isSound: false);

    private readonly List<Mark> _marks;

    private PreparedExtent(ReadOnlyMemory<byte> bytes, List<Mark> marks, bool isSound)
    {
        Bytes = bytes;
        _marks = marks;
        IsSound = isSound;
    }

    /// <summary>All of it; empty when it is not sound.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>False when the bytes are not the batches that metadata speaks of: they must never be served.</summary>
    public bool IsSound { get; }

    /// <summary>
    /// Assigns the offsets. With <paramref name="verify"/> every checksum is compared: for bytes that came from the store. The caller makes
    /// sure that nothing else touches the extent meanwhile.
    /// </summary>
    public static PreparedExtent Prepare(Memory<byte> chunk, ExtentPlace place, bool verify)
    {
        if (place.Position < 0 || place.Length < 0 || place.Position > chunk.Length - place.Length)
        {
            return Unsound;
        }

        var bytes = chunk.Slice(place.Position, place.Length);
        var marks = new List<Mark>((place.Length / MarkDistance) + 1);
        var reader = new BatchSequenceReader(bytes.Span);
        var offset = place.BaseOffset;
        var position = 0;
        while (reader.MoveNext())
        {
            var header = new RecordBatchHeader(reader.Current);
            if (header.LastOffsetDelta < 0 || (verify && !IsWhole(header, reader.Current)))
            {
                return Unsound;
            }

            if (marks.Count == 0 || position - marks[^1].Position >= MarkDistance)
            {
                marks.Add(new Mark(offset, position));
            }

            RecordBatchPatch.AssignOffset(bytes.Span.Slice(position, reader.Current.Length), offset, 0);
            position += reader.Current.Length;
            offset += header.LastOffsetDelta + 1L;
        }

        return position > 0 && reader.RemainingBytes == 0 && offset == place.LastOffset + 1
            ? new PreparedExtent(bytes, marks, isSound: true)
            : Unsound;
    }

    /// <summary>The checksum does not cover the magic byte, and clients read the rest of a batch by it.</summary>
    private static bool IsWhole(in RecordBatchHeader header, ReadOnlySpan<byte> batch) =>
        header.Magic == RecordBatchLayout.CurrentMagic && RecordBatchHeader.ComputeCrc(batch) == header.Crc;

    /// <summary>
    /// Whole batches, from the one that holds <paramref name="offset"/>, as many as fit into <paramref name="bytesMax"/>;
    /// with <paramref name="atLeastOne"/> the first even if it does not fit. <paramref name="isCutShort"/>: there are more, so nothing
    /// may follow, however small it is.
    /// </summary>
    public ReadOnlyMemory<byte> Cut(long offset, int bytesMax, bool atLeastOne, out bool isCutShort)
    {
        var start = PositionOf(offset);
        var rest = Bytes.Length - start;
        var length = rest <= bytesMax ? rest : FittingLength(start, bytesMax, atLeastOne);
        isCutShort = length < rest;
        return Bytes.Slice(start, length);
    }

    private int PositionOf(long offset)
    {
        var mark = LastMark(static (mark, sought) => mark.Offset <= sought, offset);
        var reader = new BatchSequenceReader(Bytes.Span[mark.Position..]);
        while (reader.MoveNext())
        {
            if (new RecordBatchHeader(reader.Current).LastOffset >= offset)
            {
                return Bytes.Length - reader.RemainingBytes - reader.Current.Length;
            }
        }

        return Bytes.Length;
    }

    private int FittingLength(int start, int bytesMax, bool atLeastOne)
    {
        // Marks are batch boundaries: only from the last one in reach is it necessary to look at single batches.
        var mark = LastMark(static (mark, limit) => mark.Position <= limit, (long)start + bytesMax);
        var from = Math.Max(start, mark.Position);
        var length = from - start;
        var reader = new BatchSequenceReader(Bytes.Span[from..]);
        while (reader.MoveNext() && (length + reader.Current.Length <= bytesMax || (atLeastOne && length == 0)))
        {
            length += reader.Current.Length;
        }

        return length;
    }

    private Mark LastMark(Func<Mark, long, bool> reaches, long sought)
    {
        var (low, high) = (0, _marks.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = reaches(_marks[middle], sought) ? (middle, high) : (low, middle - 1);
        }

        return _marks[low];
    }

    /// <param name="Offset">The base offset of the batch.</param>
    /// <param name="Position">The position in the extent at which the batch begins.</param>
    private readonly record struct Mark(long Offset, int Position);
}
