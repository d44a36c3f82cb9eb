using System.Buffers;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.Client.Producing;

/// <summary>
/// Records of one partition that travel together. While it is open its queue's lock guards it. Later it belongs to the part that moves it
/// on: encoder, sender, settlement. The accumulator owns it and reuses it, with the memory of its lists.
/// </summary>
internal sealed class ProducerBatch(BufferPool pool, bool hasTags)
{
    private readonly BatchMemory _memory = new(pool);
    private long[] _tags = [];
    private long _baseTimestampMs;
    private long _maxTimestampMs;
    private ProducerIdentity _identity;
    private CompressionType _compression;
    private uint _recordsCrc;

    public PartitionQueue Queue { get; private set; } = null!;

    public BatchMoments Moments { get; private set; }

    public BatchStage Stage { get; set; }

    public BatchMemory Memory => _memory;

    public int Count { get; private set; }

    public int SizeBytes => _memory.SizeBytes;

    public CompressionType Compression => _compression;

    /// <summary>The bytes of the producer's buffer that it holds.</summary>
    public long ReservedBytes { get; set; }

    /// <summary>Null until it is first sent under its queue's identity.</summary>
    public int? BaseSequence { get; private set; }

    public int Failures { get; set; }

    public bool IsInFlight { get; set; }

    /// <summary>Has records whose failure no caller would hear of otherwise.</summary>
    public bool HasUnwatched { get; set; }

    /// <summary>Null until a caller asks for it.</summary>
    public BatchCompletion? Completion { get; private set; }

    public ReadOnlySpan<long> Tags => hasTags ? _tags.AsSpan(0, Count) : [];

    public void Begin(PartitionQueue queue, BatchMoments moments)
    {
        (Queue, Moments, Stage) = (queue, moments, BatchStage.Open);
        (Count, ReservedBytes, BaseSequence, Failures, _compression) = (0, 0, null, 0, CompressionType.None);
        (IsInFlight, HasUnwatched, Completion) = (false, false, null);
    }

    /// <summary>Returns the size that the record would have in this batch, after its size field.</summary>
    public int BodySizeOf(in ProducerRecord record) =>
        RecordEncoding.BodySize(
            Count == 0 ? 0 : record.TimestampMs - _baseTimestampMs, Count, record.Key, record.Value, record.Headers.Span);

    /// <summary>Returns the record's index in the batch.</summary>
    public int Append(in ProducerRecord record, int bodySize)
    {
        if (Count == 0)
        {
            (_baseTimestampMs, _maxTimestampMs) = (record.TimestampMs, record.TimestampMs);
        }

        _maxTimestampMs = Math.Max(_maxTimestampMs, record.TimestampMs);
        _memory.Append(record, bodySize, new RecordDeltas(record.TimestampMs - _baseTimestampMs, Count));
        Tag(record.Tag);
        return Count++;
    }

    public BatchCompletion Watch() => Completion ??= new BatchCompletion();

    /// <summary>Replaces the records by their compressed form.</summary>
    public void Replace(CompressionType compression, ReadOnlySpan<byte> records)
    {
        _memory.Clear();
        _memory.Write(records);
        _compression = compression;
        FinishRecords();
    }

    /// <summary>Takes over one record of a batch that is divided, whose base timestamp it keeps.</summary>
    public void Adopt(ProducerBatch whole, ReadOnlySpan<byte> record, long timestampDelta, int index)
    {
        var timestampMs = whole._baseTimestampMs + timestampDelta;
        (_baseTimestampMs, _maxTimestampMs) = (whole._baseTimestampMs, Count == 0 ? timestampMs : Math.Max(_maxTimestampMs, timestampMs));
        _memory.Write(record);
        Tag(whole.Tags.IsEmpty ? 0 : whole.Tags[index]);
        Count++;
    }

    public void FinishRecords()
    {
        _recordsCrc = _memory.ChecksumOfRecords();
        Stage = BatchStage.Encoded;
    }

    public void Number(ProducerIdentity identity, int baseSequence) => (_identity, BaseSequence) = (identity, baseSequence);

    /// <summary>It has to be sent as another batch: its sequence is void.</summary>
    public void Forget() => BaseSequence = null;

    /// <summary>Writes the header for sending.</summary>
    public void Stamp()
    {
        var isNumbered = _identity != ProducerIdentity.None;
        var fields = new BatchFields
        {
            Compression = _compression,
            Count = Count,
            BaseTimestampMs = _baseTimestampMs,
            MaxTimestampMs = _maxTimestampMs,
            ProducerId = _identity.ProducerId,
            ProducerEpoch = _identity.Epoch,
            BaseSequence = isNumbered ? BaseSequence!.Value : RecordBatchLayout.NoSequence,
        };
        fields.WriteHeader(_memory.Header, _memory.RecordsBytes, _recordsCrc);
    }

    public void End()
    {
        _memory.Clear();
        Completion = null;
    }

    private void Tag(long tag)
    {
        if (!hasTags)
        {
            return;
        }

        if (Count == _tags.Length)
        {
            var larger = ArrayPool<long>.Shared.Rent(Math.Max(64, 2 * Count));
            _tags.AsSpan(0, Count).CopyTo(larger);
            if (_tags.Length > 0)
            {
                ArrayPool<long>.Shared.Return(_tags);
            }

            _tags = larger;
        }

        _tags[Count] = tag;
    }
}

internal enum BatchStage
{
    /// <summary>Takes records.</summary>
    Open,

    /// <summary>Takes no more records.</summary>
    Closed,

    /// <summary>Is being compressed.</summary>
    Encoding,

    /// <summary>Its records are final; only the header still changes.</summary>
    Encoded,
}

/// <summary>Timestamps of the client's clock.</summary>
/// <param name="DeliveryEnd">When the batch is given up instead of sent again.</param>
internal readonly record struct BatchMoments(long LingerEnd, long DeliveryEnd);
