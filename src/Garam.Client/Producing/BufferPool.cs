using Garam.Transport.Buffers;

namespace Garam.Client.Producing;

/// <summary>
/// The memory of batches: blocks of one size, cut from native memory in huge pages. The last one returned is reused first, because it is
/// still in the processor's cache. A byte budget limits how many are out. Any thread; the lock guards the stack. The owner disposes it when
/// all blocks are back. Otherwise the memory stays, because a loop may still be sending it.
/// </summary>
internal sealed class BufferPool : IDisposable
{
    /// <summary>With smaller blocks a batch of ordinary records would need many.</summary>
    private const int BlockBytesMin = 4 * 1024;

    /// <summary>A gather send gains nothing from larger blocks, and the open batch of an idle partition holds one.</summary>
    private const int BlockBytesMax = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Stack<BufferBlock> _free = new();
    private readonly List<NativeArena> _slabs = [];
    private int _outstanding;

    /// <param name="batchBytesMax">Most batches fit one block or fill several.</param>
    public BufferPool(int batchBytesMax) =>
        BlockBytes = (int)Math.Clamp(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)batchBytesMax), BlockBytesMin, BlockBytesMax);

    public int BlockBytes { get; }

    /// <summary>Returns how many blocks hold this many bytes.</summary>
    public int CountFor(int bytes) => (bytes + BlockBytes - 1) / BlockBytes;

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

    public void Return(List<BufferBlock> blocks)
    {
        lock (_lock)
        {
            foreach (var block in blocks)
            {
                block.Length = 0;
                _free.Push(block);
            }

            _outstanding -= blocks.Count;
        }

        blocks.Clear();
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
        for (var at = NativeArena.AlignmentBytes - BlockBytes; at >= 0; at -= BlockBytes)
        {
            _free.Push(new BufferBlock(slab.Memory.Slice(at, BlockBytes)));
        }
    }
}

/// <summary>A block of a <see cref="BufferPool"/>. It belongs to one batch at a time.</summary>
internal sealed class BufferBlock(Memory<byte> memory)
{
    public Memory<byte> Memory => memory;

    /// <summary>The bytes written, from the start.</summary>
    public int Length { get; set; }

    public int RoomBytes => memory.Length - Length;

    /// <summary>The room after what is written.</summary>
    public Span<byte> Room => memory.Span[Length..];

    public ReadOnlyMemory<byte> Written => memory[..Length];
}
