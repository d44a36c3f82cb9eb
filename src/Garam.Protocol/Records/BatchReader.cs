using Garam.Protocol.Compression;

namespace Garam.Protocol.Records;

/// <summary>
/// Opens a batch for reading, and decompresses it when needed. It owns the decompressed bytes: records borrow them, and <see
/// cref="Dispose"/> ends the loan. It does not check the CRC.
/// </summary>
public readonly ref struct BatchReader
{
    private readonly ReadOnlySpan<byte> _batch;
    private readonly BoundedBuffer? _decompressed;

    private BatchReader(ReadOnlySpan<byte> batch, BoundedBuffer? decompressed, ErrorCode error)
    {
        _batch = batch;
        _decompressed = decompressed;
        Error = error;
    }

    /// <summary>
    /// The reason why the records cannot be read: the batch is corrupt, has an unknown compression, or decompresses to more than was
    /// allowed.
    /// </summary>
    public ErrorCode Error { get; }

    public RecordBatchHeader Header => new(_batch);

    /// <summary>
    /// The cost of opening the batch: its bytes, and the bytes that it was decompressed to, even if decompression failed half-way.
    /// </summary>
    public long OpenedBytes => _batch.Length + (_decompressed?.WrittenCount ?? 0);

    /// <param name="bytes">Begins with a batch; more may follow.</param>
    /// <param name="decompressedBytesMax">Limit on the decompressed records. A small batch can decompress to gigabytes.</param>
    public static BatchReader Open(ReadOnlySpan<byte> bytes, int decompressedBytesMax)
    {
        var size = RecordBatchHeader.ReadSizeBytes(bytes);
        if (size < RecordBatchLayout.Records || size > bytes.Length || bytes[RecordBatchLayout.Magic] != RecordBatchLayout.CurrentMagic)
        {
            return new BatchReader(default, null, ErrorCode.CorruptMessage);
        }

        var batch = bytes[..(int)size];
        var compression = new RecordBatchHeader(batch).Compression;
        if (compression == CompressionType.None)
        {
            return new BatchReader(batch, null, ErrorCode.None);
        }

        var decompressed = new BoundedBuffer(decompressedBytesMax);
        var error = CompressionCodecs.Decompress(compression, batch[RecordBatchLayout.Records..], decompressed) switch
        {
            DecompressionStatus.Done => ErrorCode.None,
            DecompressionStatus.TooLarge => ErrorCode.MessageTooLarge,
            DecompressionStatus.Unsupported => ErrorCode.UnsupportedCompressionType,
            _ => ErrorCode.CorruptMessage,
        };
        return new BatchReader(batch, decompressed, error);
    }

    /// <summary>Reads the records, if there is no <see cref="Error"/>.</summary>
    /// <exception cref="MalformedRequestException">There is an <see cref="Error"/>.</exception>
    public RecordReader ReadRecords()
    {
        if (Error != ErrorCode.None)
        {
            throw new MalformedRequestException($"The records of a batch cannot be read: {Error}.");
        }

        return new RecordReader(Header, _decompressed is null ? _batch[RecordBatchLayout.Records..] : _decompressed.WrittenSpan);
    }

    public void Dispose() => _decompressed?.Dispose();
}
