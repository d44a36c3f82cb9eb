using System.Buffers;
using System.Runtime.InteropServices;

namespace Garam.Protocol.Compression;

/// <summary>
/// Contiguous memory for the output of a decompressor. It grows with the bytes that have been written, never with what the input claims,
/// and not beyond its limit. The caller that creates it disposes it, which returns the memory and ends every span over it. Not thread-safe.
/// </summary>
public sealed unsafe class BoundedBuffer : IDisposable
{
    /// <summary>Most batches decompress to more than this, so smaller steps would only be copied.</summary>
    private const int CapacityMin = 16 * 1024;

    /// <summary>
    /// Larger memory comes from the operating system and goes back to it at once. The shared pool keeps arrays for each size and thread, so
    /// a few batches that decompress to tens of megabytes would leave hundreds of megabytes in it.
    /// </summary>
    private const int PooledBytesMax = 1024 * 1024;

    private readonly int _capacityMax;
    private byte[] _pooled = [];
    private byte* _native;
    private int _capacity;

    public BoundedBuffer(int bytesMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesMax);
        BytesMax = bytesMax;

        // One byte more than allowed, so that a decoder that exactly fills the limit can still see whether its input goes on.
        _capacityMax = Math.Min(bytesMax, Array.MaxLength - 1) + 1;
    }

    public int BytesMax { get; }

    public int WrittenCount { get; private set; }

    public ReadOnlySpan<byte> WrittenSpan => Bytes[..WrittenCount];

    internal bool IsOverfull => WrittenCount > BytesMax;

    private Span<byte> Bytes => _native is null ? _pooled : new Span<byte>(_native, _capacity);

    public void Dispose()
    {
        ReturnPooled();
        NativeMemory.Free(_native);
        _native = null;
        _capacity = 0;
        WrittenCount = 0;
    }

    /// <summary>
    /// Returns the room after the written bytes: at least <paramref name="wanted"/> bytes unless the limit is nearer, none once it is
    /// passed.
    /// </summary>
    internal Span<byte> Reserve(int wanted = 1) => ReserveWithHistory(wanted)[WrittenCount..];

    /// <summary>Returns the same room, preceded by everything written, for formats that copy from their own output.</summary>
    internal Span<byte> ReserveWithHistory(int wanted)
    {
        var capacity = (int)Math.Min((long)WrittenCount + wanted, _capacityMax);
        if (capacity > _capacity)
        {
            Grow((int)Math.Min(Math.Max(Math.Max(capacity, CapacityMin), 2L * _capacity), _capacityMax));
        }

        return Bytes[..Math.Min(_capacity, _capacityMax)];
    }

    internal void Advance(int count)
    {
        Invariant.Check((uint)count <= (uint)(_capacity - WrittenCount));
        WrittenCount += count;
    }

    private void Grow(int capacity)
    {
        if (capacity > PooledBytesMax)
        {
            GrowNative(capacity);
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(capacity);
        WrittenSpan.CopyTo(larger);
        ReturnPooled();
        (_pooled, _capacity) = (larger, larger.Length);
    }

    private void GrowNative(int capacity)
    {
        // For blocks of this size the C library moves pages instead of bytes.
        var native = (byte*)NativeMemory.Realloc(_native, (nuint)capacity);
        if (_native is null)
        {
            WrittenSpan.CopyTo(new Span<byte>(native, capacity));
            ReturnPooled();
        }

        _native = native;
        _capacity = capacity;
    }

    private void ReturnPooled()
    {
        if (_pooled.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_pooled);
            _pooled = [];
        }
    }
}
