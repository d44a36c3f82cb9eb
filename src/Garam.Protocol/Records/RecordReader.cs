using System.Diagnostics.CodeAnalysis;

namespace Garam.Protocol.Records;

/// <summary>
/// Walks the uncompressed records of one batch in place. A fault ends the walk and stays. After the last <see cref="MoveNext"/>, check <see
/// cref="Fault"/> or call <see cref="EnsureIntact"/>.
/// </summary>
public ref struct RecordReader
{
    private readonly ReadOnlySpan<byte> _records;
    private readonly long _baseOffset;
    private readonly long _baseTimestamp;
    private readonly long _logAppendTime;
    private readonly bool _isLogAppendTime;
    private readonly int _count;
    private Record _current;
    private int _position;
    private int _index;

    /// <param name="records">Bytes after the header, decompressed.</param>
    public RecordReader(RecordBatchHeader header, ReadOnlySpan<byte> records)
    {
        _records = records;
        _baseOffset = header.BaseOffset;
        _baseTimestamp = header.BaseTimestamp;
        _logAppendTime = header.MaxTimestamp;
        _isLogAppendTime = header.TimestampType == TimestampType.LogAppendTime;
        _count = header.RecordCount;
        _index = -1;
    }

    /// <summary>The record that the last successful <see cref="MoveNext"/> found.</summary>
    [UnscopedRef]
    public readonly ref readonly Record Current => ref _current;

    /// <summary>The position of <see cref="Current"/> in the batch. Compaction leaves gaps in offsets, but none in positions.</summary>
    public readonly int Index => _index;

    /// <summary>The fault of the records, or null.</summary>
    public string? Fault { readonly get; private set; }

    public bool MoveNext()
    {
        if (Fault is not null)
        {
            return false;
        }

        _index++;
        if (_index < _count)
        {
            Fault = ReadRecord();
            return Fault is null;
        }

        if (_position != _records.Length)
        {
            Fault = "Incorrect declared batch size, records still remaining in file.";
        }

        return false;
    }

    /// <summary>Throws if the walk ended at a fault.</summary>
    public readonly void EnsureIntact()
    {
        if (Fault is not null)
        {
            throw new MalformedRequestException(Fault);
        }
    }

    private string? ReadRecord()
    {
        var start = Varint.Read(_records, _position, out int size);
        if (start < 0)
        {
            return "Incorrect declared batch size, premature EOF reached.";
        }

        if (size < 0 || size > _records.Length - start)
        {
            return "Invalid record size: the record does not fit into its batch.";
        }

        _position = start + size;
        return ReadBody(_records.Slice(start, size));
    }

    private string? ReadBody(ReadOnlySpan<byte> body)
    {
        // The first byte holds the record's attributes, none of which has a meaning yet. A position of -1 stays -1 through all reads.
        var at = Varint.Read(body, 1, out long timestampDelta);
        at = Varint.Read(body, at, out int offsetDelta);
        at = RecordField.Read(body, at, out var key, out var hasKey);
        at = RecordField.Read(body, at, out var value, out var hasValue);
        at = Varint.Read(body, at, out int headerCount);
        if (at < 0)
        {
            return "Found invalid record structure.";
        }

        // A header takes at least two bytes, so a made-up count costs nothing.
        if (headerCount < 0 || headerCount > body.Length - at)
        {
            return "Found invalid number of record headers.";
        }

        if (HeaderReader.Skip(body, at, headerCount) != body.Length)
        {
            return "Invalid record size: its fields do not fill it exactly.";
        }

        _current = new Record
        {
            Offset = _baseOffset + offsetDelta,
            Timestamp = _isLogAppendTime ? _logAppendTime : _baseTimestamp + timestampDelta,
            Key = key,
            HasKey = hasKey,
            Value = value,
            HasValue = hasValue,
            Headers = new HeaderReader(body[at..], headerCount),
        };
        return null;
    }
}
