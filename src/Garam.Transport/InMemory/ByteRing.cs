using Garam.Protocol;

namespace Garam.Transport.InMemory;

/// <summary>A buffer for a fixed number of bytes, first in, first out. Not thread-safe.</summary>
internal sealed class ByteRing(int bytes)
{
    private readonly byte[] _ring = new byte[bytes];
    private int _start;
    private int _held;

    /// <summary>Takes as many bytes as there is room for, and returns their number.</summary>
    public int Put(ReadOnlySpan<byte> source)
    {
        var count = Math.Min(source.Length, _ring.Length - _held);
        var end = (_start + _held) % _ring.Length;
        var run = Math.Min(count, _ring.Length - end);
        source[..run].CopyTo(_ring.AsSpan(end));
        source[run..count].CopyTo(_ring);
        _held += count;
        return count;
    }

    /// <summary>Fills the destination, from at least as many bytes.</summary>
    public void Take(Span<byte> destination)
    {
        Invariant.Check(destination.Length <= _held);
        var run = Math.Min(destination.Length, _ring.Length - _start);
        _ring.AsSpan(_start, run).CopyTo(destination);
        _ring.AsSpan(0, destination.Length - run).CopyTo(destination[run..]);
        _start = (_start + destination.Length) % _ring.Length;
        _held -= destination.Length;
    }
}
