using Garam.Protocol;
using Garam.Protocol.Checksums;
using Garam.Protocol.Records;

namespace Garam.Segments;

/// <summary>
/// Lays out one fresh segment in a block: batch by batch, copied and checked in one pass, grouped by the caller into runs.
/// The checksum of a run is combined from those of its batches, so no byte is read twice.
/// </summary>
public ref struct SegmentWriter
{
    private readonly Span<byte> _block;
    private readonly List<SegmentRun> _runs;
    private SegmentRun _run;
    private int _position;

    /// <param name="block">At least <see cref="SegmentFormat.LengthFor"/> of what will be appended.</param>
    /// <param name="runs">Empty; lent by the caller so that it can be used again for the next segment.</param>
    public SegmentWriter(Span<byte> block, List<SegmentRun> runs)
    {
        _block = block;
        _runs = runs;
        SegmentFormat.WriteHeader(block, SegmentKind.Fresh);
        _position = SegmentFormat.HeaderLength;
    }

    /// <summary>The batches appended from here on are of this partition. A run that stays empty is not written.</summary>
    public void BeginRun(Uuid topicId, int partition)
    {
        EndRun();
        _run = new SegmentRun(topicId, partition, _position, 0, 0, 0);
    }

    /// <summary>
    /// False when the batch's own checksum is wrong: it then takes no room. The stored batch has base offset 0 and leader epoch 0.
    /// Where its timestamp type or max timestamp are others than these, they are rewritten, and the checksum with them.
    /// </summary>
    public bool TryAppend(ReadOnlySpan<byte> batch, TimestampType timestampType, long maxTimestampMs, out int position)
    {
        position = _position;
        var header = new RecordBatchHeader(batch);
        var stored = _block.Slice(_position, batch.Length);
        var crc = Crc32C.CopyAndCompute(batch[RecordBatchLayout.CrcCovers..], stored[RecordBatchLayout.CrcCovers..]);
        if (crc != header.Crc)
        {
            return false;
        }

        batch[..RecordBatchLayout.CrcCovers].CopyTo(stored);
        RecordBatchPatch.AssignOffset(stored, 0, 0);
        if (header.TimestampType != timestampType || header.MaxTimestamp != maxTimestampMs)
        {
            RecordBatchPatch.RewriteTimestamps(stored, timestampType, maxTimestampMs);
            crc = new RecordBatchHeader(stored).Crc;
        }

        AddToRun(stored, crc);
        return true;
    }

    /// <summary>Writes padding and footer and returns the segment's length.</summary>
    public int Finish()
    {
        EndRun();
        var length = SegmentFormat.LengthFor(_position - SegmentFormat.HeaderLength, _runs.Count);
        _block[_position..length].Clear();
        SegmentFooter.Write(_block[..length], SegmentKind.Fresh, _runs);
        return length;
    }

    private void AddToRun(ReadOnlySpan<byte> stored, uint crc)
    {
        var crcOfFront = Crc32C.Append(_run.Crc, stored[..RecordBatchLayout.CrcCovers]);
        _run = _run with
        {
            Length = _run.Length + stored.Length,
            Batches = _run.Batches + 1,
            Crc = Crc32C.Combine(crcOfFront, crc, stored.Length - RecordBatchLayout.CrcCovers),
        };
        _position += stored.Length;
    }

    private void EndRun()
    {
        if (_run.Batches > 0)
        {
            _runs.Add(_run);
        }

        _run = default;
    }
}
