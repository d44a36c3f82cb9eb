using System.Runtime.InteropServices;
using Garam.Protocol;
using Garam.Storage;
using Garam.Verification.Findings;

namespace Garam.Verification.Segments;

/// <summary>
/// Reads ranges of one object after the other through one buffer, aligned as the store prefers. The buffer grows for a larger range and
/// stays that large: a mebibyte and the largest batch seen. One reader at a time owns it.
/// </summary>
internal sealed class SegmentStream(IObjectStore store, SegmentTally tally)
{
    /// <summary>The bytes to read ahead: enough that a disk reads at full speed.</summary>
    public const int BlockBytes = 1 << 20;

    private readonly int _alignment = store.Alignment;
    private Memory<byte> _buffer;
    private string _key = "";
    private long _start;
    private int _filled;

    /// <summary>Reads from this object from here on.</summary>
    public void Open(string key) => (_key, _start, _filled) = (key, 0, 0);

    /// <summary>
    /// Returns these bytes, or as many of them as the object has; valid until the next call. Null when there is no such object.
    /// </summary>
    /// <param name="position">The position of the first byte.</param>
    /// <param name="count">The number of bytes.</param>
    /// <param name="isAhead">The bytes that follow will be asked for next.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(long position, int count, bool isAhead, CancellationToken cancellation)
    {
        if (position < _start || position + count > _start + _filled)
        {
            if (!await FillAsync(position / _alignment * _alignment, position + count, isAhead, cancellation))
            {
                return null;
            }
        }

        var from = (int)Math.Min(position - _start, _filled);
        return _buffer.Slice(from, Math.Min(count, _filled - from));
    }

    /// <summary>Keeps what it has of the range and reads the rest.</summary>
    private async ValueTask<bool> FillAsync(long start, long end, bool isAhead, CancellationToken cancellation)
    {
        Invariant.Check(start <= end);
        var length = RoundUp(isAhead ? Math.Max(end - start, BlockBytes) : end - start);
        var kept = KeptFrom(start);
        if (length > _buffer.Length)
        {
            var larger = NewBuffer(Math.Max(length, BlockBytes));
            kept.CopyTo(larger.Span);
            _buffer = larger;
        }
        else
        {
            kept.CopyTo(_buffer.Span);
        }

        (_start, _filled) = (start, kept.Length);
        var outcome = await store.ReadAsync(_key, start + _filled, _buffer[_filled..length], cancellation);
        tally.AddBytesRead(outcome.BytesRead);
        _filled += outcome.BytesRead;
        return outcome.Found;
    }

    /// <summary>
    /// Whole blocks only, so that the rest is read at an aligned place; the last piece of an object need not be whole and is read again.
    /// </summary>
    private ReadOnlySpan<byte> KeptFrom(long start)
    {
        if (start < _start || start >= _start + _filled)
        {
            return [];
        }

        var kept = _buffer.Span[(int)(start - _start).._filled];
        return kept[..(kept.Length / _alignment * _alignment)];
    }

    private int RoundUp(long length) => checked((int)((length + _alignment - 1) / _alignment * _alignment));

    private Memory<byte> NewBuffer(int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length + _alignment, pinned: true);
        var address = (long)Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0);
        return bytes.AsMemory((int)((_alignment - (address % _alignment)) % _alignment), length);
    }
}
