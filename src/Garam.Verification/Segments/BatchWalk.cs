using Garam.Metadata.Logs;
using Garam.Metadata.Partitions;
using Garam.Protocol.Records;
using Garam.Verification.Findings;

namespace Garam.Verification.Segments;

/// <summary>
/// Gives the batches of a run the offsets that the metadata gave them, and compares what both say. Batches between extents were refused or
/// deleted: they are checked, and have no offset.
/// </summary>
internal sealed class BatchWalk(SegmentFaults faults, SegmentContext context, ReadOnlyMemory<PlacedExtent> extents)
{
    private readonly SequenceWalk _sequences = new(faults);
    private readonly ProducerWalk _producers = new(faults, context);
    private readonly RememberedWalk _remembered = new(faults, context, extents);
    private int _next;
    private bool _isInside;
    private long _offset;
    private long _maxTimestampMs;
    private bool _isTimeCredible;

    public bool HasRemembered => _remembered.HasAny;

    public void Look(ReadOnlySpan<byte> batch, int position, uint crc)
    {
        var header = new RecordBatchHeader(batch);
        if (header.Magic != RecordBatchLayout.CurrentMagic || header.Crc != crc)
        {
            faults.Add(
                FindingKinds.BatchDamaged,
                $"The batch at byte {position} states the checksum {header.Crc:x8}, and its bytes give {crc:x8}.");
        }
        else if (HasSoundHeader(header, position))
        {
            RecordContent.Check(batch, position, faults, context);
        }

        Place(header, position, batch.Length);
    }

    public void End()
    {
        if (_isInside || _next < extents.Length)
        {
            var extent = extents.Span[_next].Extent;
            faults.Add(
                FindingKinds.BatchNotAsCommitted,
                $"No batch begins at byte {extent.Position}, or none ends where offsets {extent.BaseOffset} to {extent.LastOffset} "
                    + "should end.");
        }
    }

    private bool HasSoundHeader(RecordBatchHeader header, int position)
    {
        if (header.BaseOffset != 0 || header.PartitionLeaderEpoch != 0)
        {
            faults.Add(
                FindingKinds.BatchDamaged,
                $"The batch at byte {position} has base offset {header.BaseOffset} and leader epoch {header.PartitionLeaderEpoch}: "
                    + "both are 0 in a fresh segment.");
            return false;
        }

        if (header.LastOffsetDelta < 0 || header.RecordCount != header.LastOffsetDelta + 1)
        {
            faults.Add(
                FindingKinds.BatchNotAsCommitted,
                $"The batch at byte {position} has {header.RecordCount} records and {header.LastOffsetDelta} as its last offset delta.");
            return false;
        }

        return true;
    }

    private void Place(RecordBatchHeader header, int position, int length)
    {
        if (!_isInside && !TryBegin(position))
        {
            return;
        }

        _sequences.Look(header, position);
        _remembered.Look(header, _offset, position);
        _producers.Look(header, extents.Span[_next], _offset, position);
        _offset += Math.Max(header.LastOffsetDelta, 0) + 1L;
        _maxTimestampMs = Math.Max(_maxTimestampMs, header.MaxTimestamp);
        _isTimeCredible |= Extent.IsCredible(header.BaseTimestamp, header.MaxTimestamp);
        var extent = extents.Span[_next].Extent;
        if (position + length >= extent.Position + extent.Length)
        {
            EndExtent(extent, (long)position + length);
        }
    }

    /// <summary>
    /// False for a batch between extents. A batch that begins after an extent's first byte shows that it begins inside another.
    /// </summary>
    private bool TryBegin(int position)
    {
        while (_next < extents.Length && extents.Span[_next].Extent is var extent && extent.Position <= position)
        {
            if (extent.Position == position)
            {
                (_isInside, _offset, _maxTimestampMs, _isTimeCredible) = (true, extent.BaseOffset, long.MinValue, false);
                return true;
            }

            End();
            _remembered.EndExtent();
            _next++;
        }

        return false;
    }

    private void EndExtent(in Extent extent, long end)
    {
        if (end != (long)extent.Position + extent.Length || _offset != extent.LastOffset + 1)
        {
            faults.Add(
                FindingKinds.BatchNotAsCommitted,
                $"Bytes {extent.Position} to {(long)extent.Position + extent.Length} should be offsets {extent.BaseOffset} to "
                    + $"{extent.LastOffset}; their batches end at byte {end} and offset {_offset - 1}.");
        }
        else if ((extent.IsTimeKnown || _isTimeCredible) && _maxTimestampMs != extent.MaxTimestampMs)
        {
            faults.Add(
                FindingKinds.BatchNotAsCommitted,
                $"The latest time of offsets {extent.BaseOffset} to {extent.LastOffset} is {_maxTimestampMs}, and was committed as "
                    + $"{extent.MaxTimestampMs}.");
        }

        _remembered.EndExtent();
        _isInside = false;
        _next++;
    }
}
