using System.Buffers;
using System.Buffers.Binary;

namespace Garam.Protocol.Wire;

/// <summary>
/// The bytes of one frame as a list of slices: pooled blocks for encoded fields, borrowed memory for records in between. The creator owns
/// it until it disposes it; then the blocks go back to the pool and the slices are invalid. The borrowed memory stays its lender's and must
/// outlive the sending. One thread at a time.
/// </summary>
public sealed class FrameWriter : IDisposable
{
    /// <summary>Most responses fit the first block.</summary>
    private const int FirstBlockSize = 1024;

    /// <summary>Buffers above this would come from the large object heap, and a gather send gains nothing from larger ones.</summary>
    private const int BlockSizeMax = 64 * 1024;

    private const int PrefixSize = sizeof(int);

    private readonly List<ReadOnlyMemory<byte>> _slices = [];
    private readonly List<byte[]> _blocks = [];
    private readonly bool _lengthPrefixed;
    private byte[] _block = [];
    private int _blockStart;
    private int _blockEnd;
    private long _sealedLength;
    private Dictionary<ErrorCode, int>? _errors;

    /// <param name="lengthPrefixed">True if the frame begins with its length in four bytes, which do not count themselves.</param>
    public FrameWriter(bool lengthPrefixed)
    {
        _lengthPrefixed = lengthPrefixed;
        if (lengthPrefixed)
        {
            GetSpan(PrefixSize)[..PrefixSize].Clear();
            Advance(PrefixSize);
        }
    }

    /// <summary>The number of bytes so far, with the length prefix.</summary>
    public long Length => _sealedLength + (_blockEnd - _blockStart);

    /// <summary>The number of times that each error code was written; null when none was. Outlives <see cref="Dispose"/>.</summary>
    public IReadOnlyDictionary<ErrorCode, int>? Errors => _errors;

    /// <summary>Ends the frame: fills in the length prefix and hands out everything, in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Complete()
    {
        SealSlice();
        if (_lengthPrefixed)
        {
            BinaryPrimitives.WriteInt32BigEndian(_blocks[0], checked((int)(Length - PrefixSize)));
        }

        return _slices;
    }

    public byte[] ToArray()
    {
        Complete();
        var copy = new byte[Length];
        CopyTo(copy);
        return copy;
    }

    /// <summary>Copies the completed frame.</summary>
    public void CopyTo(Span<byte> destination)
    {
        foreach (var slice in _slices)
        {
            slice.Span.CopyTo(destination);
            destination = destination[slice.Length..];
        }
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        _blocks.Clear();
        _slices.Clear();
        _block = [];
        _blockStart = _blockEnd = 0;
        _sealedLength = 0;
    }

    /// <summary>
    /// Returns room for at least <paramref name="sizeMin"/> bytes after those already written. <see cref="Advance"/> adds them to the
    /// frame.
    /// </summary>
    internal Span<byte> GetSpan(int sizeMin)
    {
        if (_block.Length - _blockEnd < sizeMin)
        {
            SealSlice();
            RentBlock(sizeMin);
        }

        return _block.AsSpan(_blockEnd);
    }

    internal void AddError(ErrorCode error)
    {
        _errors ??= [];
        _errors[error] = _errors.GetValueOrDefault(error) + 1;
    }

    internal void Advance(int length) => _blockEnd += length;

    /// <summary>Appends borrowed memory to the frame, without a copy.</summary>
    internal void AppendBorrowed(ReadOnlyMemory<byte> memory)
    {
        if (!memory.IsEmpty)
        {
            SealSlice();
            AddSlice(memory);
        }
    }

    /// <summary>
    /// Inserts a few bytes at an earlier position and moves the rest. This puts a size before the field that it measures.
    /// </summary>
    internal void Insert(long position, ReadOnlySpan<byte> bytes)
    {
        if (position >= _sealedLength && _block.Length - _blockEnd >= bytes.Length)
        {
            var start = _blockStart + (int)(position - _sealedLength);
            _block.AsSpan(start, _blockEnd - start).CopyTo(_block.AsSpan(start + bytes.Length));
            bytes.CopyTo(_block.AsSpan(start));
            _blockEnd += bytes.Length;
            return;
        }

        SealSlice();
        InsertSlice(position, bytes.ToArray());
    }

    private void InsertSlice(long position, byte[] bytes)
    {
        var index = 0;
        while (index < _slices.Count && position >= _slices[index].Length)
        {
            position -= _slices[index++].Length;
        }

        if (position > 0)
        {
            var split = _slices[index];
            _slices[index] = split[..(int)position];
            _slices.Insert(++index, split[(int)position..]);
        }

        _slices.Insert(index, bytes);
        _sealedLength += bytes.Length;
    }

    private void SealSlice()
    {
        if (_blockEnd > _blockStart)
        {
            AddSlice(_block.AsMemory(_blockStart, _blockEnd - _blockStart));
            _blockStart = _blockEnd;
        }
    }

    private void AddSlice(ReadOnlyMemory<byte> slice)
    {
        _slices.Add(slice);
        _sealedLength += slice.Length;
    }

    private void RentBlock(int sizeMin)
    {
        var grown = Math.Clamp(_block.Length * 4, FirstBlockSize, BlockSizeMax);
        _block = ArrayPool<byte>.Shared.Rent(Math.Max(grown, sizeMin));
        _blockStart = _blockEnd = 0;
        _blocks.Add(_block);
    }
}
