using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Garam.Protocol.Checksums;
using Garam.Protocol.Compression;

namespace Garam.Protocol.Records;

/// <summary>
/// Gathers records and writes them as one magic 2 batch. It owns its buffers and keeps them over <see cref="Reset"/>, so a producer builds
/// batch after batch in the same memory. Not thread-safe; nothing to dispose.
/// </summary>
public sealed class BatchBuilder
{
    /// <summary>The most that a record takes besides key, value and headers: length 5, attributes 1, timestamp 10, offset 5, and three varints of 5.</summary>
    private const int RecordOverheadBytesMax = 36;

    private readonly ArrayBufferWriter<byte> _records = new();
    private readonly ArrayBufferWriter<byte> _compressed = new();
    private long _baseTimestampMs = RecordBatchLayout.NoTimestamp;
    private long _maxTimestampMs = RecordBatchLayout.NoTimestamp;

    public CompressionType Compression { get; init; }

    public TimestampType TimestampType { get; init; }

    /// <summary>Producers leave it at 0: offsets are given at commit.</summary>
    public long BaseOffset { get; set; }

    /// <summary>Producers leave it at -1.</summary>
    public int PartitionLeaderEpoch { get; init; } = -1;

    public long ProducerId { get; set; } = RecordBatchLayout.NoProducerId;

    public short ProducerEpoch { get; set; } = RecordBatchLayout.NoProducerEpoch;

    public int BaseSequence { get; set; } = RecordBatchLayout.NoSequence;

    public bool IsTransactional { get; init; }

    public bool IsControl { get; init; }

    public int Count { get; private set; }

    /// <summary>What the batch takes without compression.</summary>
    public int UncompressedSizeBytes => RecordBatchLayout.Records + _records.WrittenCount;

    /// <remarks>Takes arrays besides memory, because a null array would silently become an empty key.</remarks>
    public void Append(long timestampMs, byte[]? key, byte[]? value, params ReadOnlySpan<RecordHeader> headers) =>
        Append(timestampMs, ToMemory(key), ToMemory(value), headers);

    public void Append(long timestampMs, ReadOnlyMemory<byte>? key, ReadOnlyMemory<byte>? value, params ReadOnlySpan<RecordHeader> headers)
    {
        if (Count == 0)
        {
            _baseTimestampMs = timestampMs;
        }

        _maxTimestampMs = Math.Max(_maxTimestampMs, timestampMs);
        var timestampDelta = timestampMs - _baseTimestampMs;
        var bodySize = 1 + Varint.SizeOf(timestampDelta) + Varint.SizeOf(Count) + SizeOf(key) + SizeOf(value) + SizeOf(headers);

        var destination = _records.GetSpan(RecordOverheadBytesMax + bodySize);
        var at = Varint.Write(destination, bodySize);
        destination[at++] = 0;
        at += Varint.Write(destination[at..], timestampDelta);
        at += Varint.Write(destination[at..], Count);
        at += WriteField(destination[at..], key);
        at += WriteField(destination[at..], value);
        at += WriteHeaders(destination[at..], headers);
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
        RecordBatchPatch.AssignOffset(batch, BaseOffset, PartitionLeaderEpoch);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchLayout.BatchLength..], batch.Length - RecordBatchLayout.LogOverhead);
        batch[RecordBatchLayout.Magic] = RecordBatchLayout.CurrentMagic;
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchLayout.Attributes..], Attributes());
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchLayout.LastOffsetDelta..], Count - 1);
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchLayout.BaseTimestamp..], _baseTimestampMs);
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchLayout.MaxTimestamp..], _maxTimestampMs);
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchLayout.ProducerId..], ProducerId);
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchLayout.ProducerEpoch..], ProducerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchLayout.BaseSequence..], BaseSequence);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchLayout.RecordCount..], Count);
        BinaryPrimitives.WriteUInt32BigEndian(batch[RecordBatchLayout.Crc..], Crc32C.Compute(batch[RecordBatchLayout.CrcCovers..]));
    }

    private short Attributes()
    {
        var attributes = (int)Compression;
        attributes |= TimestampType == TimestampType.LogAppendTime ? RecordBatchLayout.LogAppendTimeFlag : 0;
        attributes |= IsTransactional ? RecordBatchLayout.TransactionalFlag : 0;
        attributes |= IsControl ? RecordBatchLayout.ControlFlag : 0;
        return (short)attributes;
    }

    private static ReadOnlyMemory<byte>? ToMemory(byte[]? bytes) => bytes is null ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(bytes);

    private static int SizeOf(ReadOnlyMemory<byte>? field) =>
        field is { } bytes ? Varint.SizeOf(bytes.Length) + bytes.Length : Varint.SizeOf(-1);

    private static int SizeOf(ReadOnlySpan<RecordHeader> headers)
    {
        var size = Varint.SizeOf(headers.Length);
        foreach (ref readonly var header in headers)
        {
            var keySize = Encoding.UTF8.GetByteCount(header.Key);
            size += Varint.SizeOf(keySize) + keySize + SizeOf(header.Value);
        }

        return size;
    }

    private static int WriteField(Span<byte> destination, ReadOnlyMemory<byte>? field)
    {
        var at = Varint.Write(destination, field?.Length ?? -1);
        field.GetValueOrDefault().Span.CopyTo(destination[at..]);
        return at + field.GetValueOrDefault().Length;
    }

    private static int WriteHeaders(Span<byte> destination, ReadOnlySpan<RecordHeader> headers)
    {
        var at = Varint.Write(destination, headers.Length);
        foreach (ref readonly var header in headers)
        {
            at += Varint.Write(destination[at..], Encoding.UTF8.GetByteCount(header.Key));
            at += Encoding.UTF8.GetBytes(header.Key, destination[at..]);
            at += WriteField(destination[at..], header.Value);
        }

        return at;
    }
}
