using Garam.Protocol.Checksums;
using Garam.Protocol.Records;

namespace Garam.Client.Producing;

/// <summary>
/// The bytes of one batch in chunks: room for the header, then the records, which may go on from one chunk into the next. Records are
/// copied here once and sent from here. Its batch guards it.
/// </summary>
internal sealed class BatchMemory(BufferPool pool)
{
    private readonly List<BufferBlock> _chunks = [];
    private readonly List<ReadOnlyMemory<byte>> _slices = [];
    private BufferBlock? _last;

    /// <summary>Header and records.</summary>
    public int SizeBytes { get; private set; }

    public int RecordsBytes => SizeBytes - RecordBatchLayout.Records;

    public int ChunkCount => _chunks.Count;

    public Span<byte> Header => _chunks[0].Memory.Span[..RecordBatchLayout.Records];

    /// <summary>The whole batch, for sending. Valid once nothing is written any more.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Slices
    {
        get
        {
            if (_slices.Count == 0)
            {
                foreach (var chunk in _chunks)
                {
                    _slices.Add(chunk.Written);
                }
            }

            return _slices;
        }
    }

    /// <summary>How many more chunks this much needs; the first of all also holds the header.</summary>
    public int ChunksFor(int bytes) => _last is null
        ? pool.CountFor(RecordBatchLayout.Records + bytes)
        : pool.CountFor(Math.Max(bytes - _last.RoomBytes, 0));

    /// <summary>The record is <paramref name="bodySize"/> long behind its size field.</summary>
    public void Append(in ProducerRecord record, int bodySize, RecordDeltas deltas)
    {
        if (_last is null)
        {
            Grow();
            Advance(RecordBatchLayout.Records);
        }

        if (RecordEncoding.SizeOf(bodySize) <= _last!.RoomBytes)
        {
            Advance(RecordEncoding.Write(_last.Room, bodySize, deltas, record.Key, record.Value, record.Headers.Span));
        }
        else
        {
            AppendInParts(record, bodySize, deltas);
        }
    }

    /// <summary>Continues in further chunks where one is full.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_last is null)
        {
            Grow();
            Advance(RecordBatchLayout.Records);
        }

        while (!bytes.IsEmpty)
        {
            if (_last!.RoomBytes == 0)
            {
                Grow();
            }

            var part = bytes[..Math.Min(bytes.Length, _last.RoomBytes)];
            part.CopyTo(_last.Room);
            Advance(part.Length);
            bytes = bytes[part.Length..];
        }
    }

    public uint ChecksumOfRecords()
    {
        var crc = 0u;
        for (var i = 0; i < _chunks.Count; i++)
        {
            crc = Crc32C.Append(crc, _chunks[i].Written.Span[(i == 0 ? RecordBatchLayout.Records : 0)..]);
        }

        return crc;
    }

    /// <summary>Copies the records to where they lie in one piece.</summary>
    public void CopyRecordsTo(Span<byte> destination)
    {
        for (var i = 0; i < _chunks.Count; i++)
        {
            var records = _chunks[i].Written.Span[(i == 0 ? RecordBatchLayout.Records : 0)..];
            records.CopyTo(destination);
            destination = destination[records.Length..];
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Clear()
    {
        pool.Return(_chunks);
        _slices.Clear();
        _last = null;
        SizeBytes = 0;
    }

    private void AppendInParts(in ProducerRecord record, int bodySize, RecordDeltas deltas)
    {
        Span<byte> start = stackalloc byte[RecordEncoding.StartBytesMax];
        Write(start[..RecordEncoding.WriteStart(start, bodySize, deltas, record.Key?.Length ?? -1)]);
        Write(record.Key.GetValueOrDefault().Span);
        Write(start[..RecordEncoding.WriteLength(start, record.Value?.Length ?? -1)]);
        Write(record.Value.GetValueOrDefault().Span);
        if (record.Headers.IsEmpty)
        {
            Write([0]);
            return;
        }

        var headers = System.Buffers.ArrayPool<byte>.Shared.Rent(RecordEncoding.SizeOf(record.Headers.Span));
        Write(headers.AsSpan(0, RecordEncoding.WriteHeaders(headers, record.Headers.Span)));
        System.Buffers.ArrayPool<byte>.Shared.Return(headers);
    }

    private void Advance(int bytes)
    {
        _last!.Length += bytes;
        SizeBytes += bytes;
    }

    private void Grow()
    {
        _last = pool.Rent();
        _chunks.Add(_last);
    }
}
