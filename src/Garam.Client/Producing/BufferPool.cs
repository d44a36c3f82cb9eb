using Garam.Transport.Buffers;

namespace Garam.Client.Producing;

/// <summary>
/// The memory of batches: pieces of one size, cut from native memory in huge pages and used again, the last one first, because it is
/// still in the processor's cache. How many are out is the business of a byte budget. Any thread; the lock guards the stack.
/// The owner disposes it when all are back; otherwise the memory stays, because somebody may still be sending it.
/// </summary>
internal sealed class BufferPool : IDisposable
{
    /// <summary>Below this a batch of ordinary records would need many.</summary>
    private const int ChunkBytesMin = 4 * 1024;

    /// <summary>A gather send gains nothing from larger pieces, and an idle partition's open batch holds one.</summary>
    private const int ChunkBytesMax = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Stack<BufferBlock> _free = new();
    private readonly List<NativeArena> _slabs = [];
    private int _outstanding;

    /// <param name="batchBytesMax">Most batches fit one piece or fill several.</param>
    public BufferPool(int batchBytesMax) =>
        ChunkBytes = (int)Math.Clamp(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)batchBytesMax), ChunkBytesMin, ChunkBytesMax);

    public int ChunkBytes { get; }

    /// <summary>How many chunks hold this much.</summary>
    public int CountFor(int bytes) => (bytes + ChunkBytes - 1) / ChunkBytes;

    public BufferBlock Rent()
    {
        lock (_lock)
        {
            if (_free.Count == 0)
            {
                Grow();
            }

            _outstanding++;
            return _free.Pop();
        }
    }

    public void Return(List<BufferBlock> chunks)
    {
        lock (_lock)
        {
            foreach (var chunk in chunks)
            {
                chunk.Length = 0;
                _free.Push(chunk);
            }

            _outstanding -= chunks.Count;
        }

        chunks.Clear();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_outstanding > 0)
            {
                return;
            }

            _free.Clear();
            foreach (IDisposable slab in _slabs)
            {
                slab.Dispose();
            }

            _slabs.Clear();
        }
    }

    private void Grow()
    {
        var slab = new NativeArena(NativeArena.AlignmentBytes);
        _slabs.Add(slab);
        for (var at = NativeArena.AlignmentBytes - ChunkBytes; at >= 0; at -= ChunkBytes)
        {
            _free.Push(new BufferBlock(slab.Memory.Slice(at, ChunkBytes)));
        }
    }
}

/// <summary>A piece of a <see cref="BufferPool"/>. It belongs to one batch at a time.</summary>
internal sealed class BufferBlock(Memory<byte> memory)
{
    public Memory<byte> Memory => memory;

    /// <summary>What is written, from the start.</summary>
    public int Length { get; set; }

    public int RoomBytes => memory.Length - Length;

    /// <summary>Behind what is written.</summary>
    public Span<byte> Room => memory.Span[Length..];

    public ReadOnlyMemory<byte> Written => memory[..Length];
}
