using System.Buffers;
using Garam.Protocol.Checksums;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.Testing.Records;

/// <summary>
/// Gathers records and writes them as one magic 2 batch. It owns its buffers and keeps them across <see cref="Reset"/>, so a producer
/// builds batch after batch in the same memory. Not thread-safe; nothing to dispose.
/// </summary>
public sealed class BatchBuilder
{
    private readonly ArrayBufferWriter<byte> _records = new();
    private readonly ArrayBufferWriter<byte> _compressed = new();
    private long _baseTimestampMs = RecordBatchLayout.NoTimestamp;
    private long _maxTimestampMs = RecordBatchLayout.NoTimestamp;

    public CompressionType Compression { get; init; }

    public TimestampType TimestampType { get; init; }

    /// <summary>Producers leave it at 0, because the broker assigns offsets.</summary>
    public long BaseOffset { get; set; }

    /// <summary>Producers leave it at -1.</summary>
    public int PartitionLeaderEpoch { get; init; } = -1;

    public long ProducerId { get; set; } = RecordBatchLayout.NoProducerId;

    public short ProducerEpoch { get; set; } = RecordBatchLayout.NoProducerEpoch;

    public int BaseSequence { get; set; } = RecordBatchLayout.NoSequence;

    public bool IsTransactional { get; init; }

    public bool IsControl { get; init; }

    public int Count { get; private set; }

    /// <summary>The size of the batch without compression.</summary>
    public int UncompressedSizeBytes => RecordBatchLayout.Records + _records.WrittenCount;

    /// <remarks>Takes arrays rather than memory, because a null array would silently become an empty key.</remarks>
    public void Append(long timestampMs, byte[]? key, byte[]? value, params ReadOnlySpan<RecordHeader> headers) =>
        Append(timestampMs, ToMemory(key), ToMemory(value), headers);

    public void Append(long timestampMs, ReadOnlyMemory<byte>? key, ReadOnlyMemory<byte>? value, params ReadOnlySpan<RecordHeader> headers)
    {
        if (Count == 0)
        {
            _baseTimestampMs = timestampMs;
        }

        _maxTimestampMs = Math.Max(_maxTimestampMs, timestampMs);
        var deltas = new RecordDeltas(timestampMs - _baseTimestampMs, Count);
        var bodySize = RecordEncoding.BodySize(deltas.TimestampMs, deltas.Offset, key, value, headers);
        var at = RecordEncoding.Write(_records.GetSpan(RecordEncoding.OverheadBytesMax + bodySize), bodySize, deltas, key, value, headers);
        _records.Advance(at);
        Count++;
    }

    /// <summary>Forgets the records and keeps everything else.</summary>
    public void Reset()
    {
        _records.ResetWrittenCount();
        Count = 0;
        _baseTimestampMs = RecordBatchLayout.NoTimestamp;
        _maxTimestampMs = RecordBatchLayout.NoTimestamp;
    }

    public byte[] ToArray()
    {
        var writer = new ArrayBufferWriter<byte>(UncompressedSizeBytes);
        WriteTo(writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the batch and returns its size in bytes.</summary>
    public int WriteTo(IBufferWriter<byte> destination)
    {
        var payload = Compress();
        var size = RecordBatchLayout.Records + payload.Length;
        var batch = destination.GetSpan(size)[..size];
        payload.CopyTo(batch[RecordBatchLayout.Records..]);
        WriteHeader(batch);
        destination.Advance(size);
        return size;
    }

    private ReadOnlySpan<byte> Compress()
    {
        if (Compression == CompressionType.None)
        {
            return _records.WrittenSpan;
        }

        _compressed.ResetWrittenCount();
        CompressionCodecs.Compress(Compression, _records.WrittenSpan, _compressed);
        return _compressed.WrittenSpan;
    }

    private void WriteHeader(Span<byte> batch)
    {
        var fields = new BatchFields
        {
            BaseOffset = BaseOffset,
            PartitionLeaderEpoch = PartitionLeaderEpoch,
            Compression = Compression,
            TimestampType = TimestampType,
            IsTransactional = IsTransactional,
            IsControl = IsControl,
            Count = Count,
            BaseTimestampMs = _baseTimestampMs,
            MaxTimestampMs = _maxTimestampMs,
            ProducerId = ProducerId,
            ProducerEpoch = ProducerEpoch,
            BaseSequence = BaseSequence,
        };
        var records = batch[RecordBatchLayout.Records..];
        fields.WriteHeader(batch, records.Length, Crc32C.Compute(records));
    }

    private static ReadOnlyMemory<byte>? ToMemory(byte[]? bytes) =>
        bytes is null ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(bytes);
}
