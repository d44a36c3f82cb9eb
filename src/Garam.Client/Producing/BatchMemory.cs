using Garam.Protocol.Checksums;
using Garam.Protocol.Records;

namespace Garam.Client.Producing;

/// <summary>
/// The bytes of one batch in blocks of the buffer: room for the header, then the records. A record may continue in the next block. Records
/// are copied here once and sent from here. Its batch guards it.
/// </summary>
internal sealed class BatchMemory(BufferPool pool)
{
    private readonly List<BufferBlock> _blocks = [];
    private readonly List<ReadOnlyMemory<byte>> _slices = [];
    private BufferBlock? _last;

    /// <summary>Header and records.</summary>
    public int SizeBytes { get; private set; }

    public int RecordsBytes => SizeBytes - RecordBatchLayout.Records;

    public Span<byte> Header => _blocks[0].Memory.Span[..RecordBatchLayout.Records];

    /// <summary>The whole batch, for sending. Valid once nothing more is written.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Slices
    {
        get
        {
            if (_slices.Count == 0)
            {
                foreach (var block in _blocks)
                {
                    _slices.Add(block.Written);
                }
            }

            return _slices;
        }
    }

    /// <summary>Returns how many more blocks this many bytes need. The first block of a batch also holds the header.</summary>
    public int BlocksFor(int bytes) => _last is null
        ? pool.CountFor(RecordBatchLayout.Records + bytes)
        : pool.CountFor(Math.Max(bytes - _last.RoomBytes, 0));

    /// <summary>Appends a record whose body, after its size field, is <paramref name="bodySize"/> long.</summary>
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

    /// <summary>Writes, and continues in further blocks.</summary>
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
        for (var i = 0; i < _blocks.Count; i++)
        {
            crc = Crc32C.Append(crc, _blocks[i].Written.Span[(i == 0 ? RecordBatchLayout.Records : 0)..]);
        }

        return crc;
    }

    /// <summary>Copies the records into one contiguous span.</summary>
    public void CopyRecordsTo(Span<byte> destination)
    {
        for (var i = 0; i < _blocks.Count; i++)
        {
            var records = _blocks[i].Written.Span[(i == 0 ? RecordBatchLayout.Records : 0)..];
            records.CopyTo(destination);
            destination = destination[records.Length..];
        }
    }

    /// <summary>Returns the memory.</summary>
    public void Clear()
    {
        pool.Return(_blocks);
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
        _blocks.Add(_last);
    }
}
