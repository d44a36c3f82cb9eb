using System.Collections.Immutable;
using Garam.Metadata.Partitions;
using Garam.Metadata.Producers;
using Garam.Metadata.Segments;
using Garam.Protocol;

namespace Garam.Metadata.Logs;

/// <summary>
/// Assigns offsets to the batches of one partition in one segment. Lives for one run of batches. Version 0 of the command neither keeps
/// first sequences nor distrusts timestamps.
/// </summary>
internal ref struct PartitionAppender
{
    private readonly PartitionLog _before;
    private readonly SegmentTable _segments;
    private readonly int _slot;
    private readonly long _nowMs;
    private readonly short _version;
    private ImmutableSortedDictionary<long, ProducerState> _producers;
    private ExtentList _extents;
    private long _highWatermark;
    private long _sizeBytes;
    private StoredExtent _open;

    public PartitionAppender(PartitionLog state, SegmentTable segments, int slot, short version, long nowMs)
    {
        _before = state;
        _segments = segments;
        _slot = slot;
        _nowMs = nowMs;
        _version = version;
        _producers = state.Producers;
        _extents = state.Extents;
        _highWatermark = state.HighWatermark;
        _sizeBytes = state.SizeBytes;
    }

    public BatchResult Append(in SegmentBatch batch)
    {
        if (batch.ProducerId >= 0)
        {
            var known = _producers.GetValueOrDefault(batch.ProducerId);
            var verdict = SequenceCheck.Judge(known, batch.ProducerEpoch, batch.BaseSequence, batch.RecordCount);
            if (verdict.Error != ErrorCode.None)
            {
                return BatchResult.Refused(verdict.Error, _before.LogStartOffset);
            }

            if (verdict.Original is { } original)
            {
                return Accepted(batch, original.BaseOffset, original.MaxTimestampMs) with { IsDuplicate = true };
            }

            Remember(known, batch);
        }

        var baseOffset = _highWatermark;
        Extend(batch, baseOffset);
        _highWatermark += batch.RecordCount;
        _sizeBytes += batch.Length;
        return Accepted(batch, baseOffset, batch.MaxTimestampMs);
    }

    public PartitionLog Complete()
    {
        CloseExtent();
        return _before with { HighWatermark = _highWatermark, SizeBytes = _sizeBytes, Producers = _producers, Extents = _extents };
    }

    private readonly BatchResult Accepted(in SegmentBatch batch, long baseOffset, long timestampMs) => new()
    {
        BaseOffset = baseOffset,
        LogAppendTimeMs = batch.IsLogAppendTime ? timestampMs : -1,
        LogStartOffset = _before.LogStartOffset,
    };

    private void Remember(ProducerState? known, in SegmentBatch batch)
    {
        var lastSequence = SequenceCheck.Advance(batch.BaseSequence, batch.RecordCount - 1);
        var remembered = new RememberedBatch(batch.BaseSequence, lastSequence, _highWatermark, batch.MaxTimestampMs);
        var window = known is not null && known.Epoch == batch.ProducerEpoch ? known.Window : default;
        var firstSequence = _version >= 1
            ? SequenceCheck.FirstSequenceAfter(known, batch.ProducerEpoch, batch.BaseSequence, batch.RecordCount)
            : null;
        _producers = _producers.SetItem(
            batch.ProducerId,
            new ProducerState(batch.ProducerId, batch.ProducerEpoch, window.With(remembered), firstSequence, _nowMs));
    }

    /// <summary>A batch whose bytes and offsets directly follow the previous batch joins its extent.</summary>
    private void Extend(in SegmentBatch batch, long baseOffset)
    {
        var lastDelta = baseOffset + batch.RecordCount - 1 - _open.BaseOffset;
        var isTimeKnown = _version == 0 || Extent.IsCredible(batch.BaseTimestampMs, batch.MaxTimestampMs);
        var maxTimestampMs = isTimeKnown ? batch.MaxTimestampMs : Extent.UnknownTimestampMs;
        if (_open.Length > 0 && _open.Position + _open.Length == batch.Position && lastDelta <= int.MaxValue
            && (_version == 0 || (_open.MaxTimestampMs < 0) == (maxTimestampMs < 0)))
        {
            _open = _open with
            {
                Length = _open.Length + batch.Length,
                LastOffsetDelta = (int)lastDelta,
                MaxTimestampMs = Math.Max(_open.MaxTimestampMs, maxTimestampMs),
            };
            return;
        }

        CloseExtent();
        _open = new StoredExtent(baseOffset, maxTimestampMs, batch.RecordCount - 1, _slot, batch.Position, batch.Length);
    }

    private void CloseExtent()
    {
        if (_open.Length > 0)
        {
            _extents = _extents.Append(_open);
            _segments.AddExtent(_slot, _open.Length);
            _open = default;
        }
    }
}
