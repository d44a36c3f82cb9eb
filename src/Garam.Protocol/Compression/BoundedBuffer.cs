using System.Buffers;

namespace Garam.Protocol.Compression;

/// <summary>
/// Contiguous memory for the output of a decompressor. It grows with what has really been written, never with what the input claims, and not
/// beyond its limit. Whoever creates it disposes it, which returns the memory to the pool and ends every span over it. Not thread-safe.
/// </summary>
public sealed class BoundedBuffer : IDisposable
{
    /// <summary>Most batches decompress to more than this, so smaller steps would only be copied.</summary>
    private const int CapacityMin = 16 * 1024;

    private readonly int _capacityMax;
    private byte[] _bytes = [];

    public BoundedBuffer(int bytesMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesMax);
        BytesMax = bytesMax;

        // One byte more than allowed, so that a decoder which has exactly filled the limit can still see whether its input goes on.
        _capacityMax = Math.Min(bytesMax, Array.MaxLength - 1) + 1;
    }

    public int BytesMax { get; }

    public int WrittenCount { get; private set; }

    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, WrittenCount);

    internal bool IsOverfull => WrittenCount > BytesMax;

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        WrittenCount = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Room behind what is written: at least <paramref name="wanted"/> bytes unless the limit is nearer, none if it is reached.</summary>
    internal Span<byte> Reserve(int wanted = 1) => ReserveWithHistory(wanted)[WrittenCount..];

    /// <summary>The same, preceded by everything written: formats that copy from their own output need it.</summary>
    internal Span<byte> ReserveWithHistory(int wanted)
    {
        var capacity = (int)Math.Min((long)WrittenCount + wanted, _capacityMax);
        if (capacity > _bytes.Length)
        {
            Grow((int)Math.Min(Math.Max(Math.Max(capacity, CapacityMin), 2L * _bytes.Length), _capacityMax));
        }

        return _bytes.AsSpan(0, Math.Min(_bytes.Length, _capacityMax));
    }

    internal void Advance(int count)
    {
        Invariant.Check((uint)count <= (uint)(_bytes.Length - WrittenCount));
        WrittenCount += count;
    }

    private void Grow(int capacity)
    {
        var larger = ArrayPool<byte>.Shared.Rent(capacity);
        WrittenSpan.CopyTo(larger);
        var written = WrittenCount;
        Dispose();
        _bytes = larger;
        WrittenCount = written;
    }
}
