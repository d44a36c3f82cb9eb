using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Garam.Protocol;
using Garam.Waiting;

namespace Garam.Transport.Buffers;

/// <summary>
/// Hands out blocks of one range of memory, and so limits what its users hold together. Blocks begin at multiples of the smallest block.
/// With memory from <see cref="CreateNative"/> they are aligned in the address space too, as direct I/O needs. Any thread. The owner
/// disposes it after the last block has come back.
/// </summary>
public sealed class BlockArena : IDisposable
{
    private readonly Memory<byte> _memory;
    private readonly IDisposable? _memoryOwner;
    private readonly BuddyAllocator _allocator;
    private readonly WaitQueue<Request, ArenaBlock> _queue;

    // Indexed by the block's first unit. Always kept, because leaks appear in production.
    private readonly string?[] _holders;
    private readonly int _blockBytesMin;
    private int _outstanding;

    public BlockArena(string name, Memory<byte> memory, int blockBytesMin, int blockBytesMax)
        : this(name, memory, null, blockBytesMin, blockBytesMax)
    {
    }

    private BlockArena(string name, Memory<byte> memory, IDisposable? memoryOwner, int blockBytesMin, int blockBytesMax)
    {
        Name = name;
        _memory = memory;
        _memoryOwner = memoryOwner;
        _blockBytesMin = blockBytesMin;
        _allocator = new BuddyAllocator(memory.Length, blockBytesMin, blockBytesMax);
        _holders = new string?[_allocator.CapacityBytes / blockBytesMin];
        _queue = new WaitQueue<Request, ArenaBlock>(TryTake);
    }

    public string Name { get; }

    public int CapacityBytes => _allocator.CapacityBytes;

    /// <summary>The largest block that can be allocated.</summary>
    public int BlockBytesMax => _allocator.BlockBytesMax;

    public int UsedBytes
    {
        get
        {
            lock (_queue.Gate)
            {
                return _allocator.CapacityBytes - _allocator.FreeBytes;
            }
        }
    }

    /// <summary>From 0 to 1.</summary>
    public double ShareInUse => (double)UsedBytes / CapacityBytes;

    public bool HasWaiters => _queue.HasWaiters;

    /// <summary>Blocks that are out.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    public static BlockArena CreateNative(string name, int capacityBytes, int blockBytesMin, int blockBytesMax)
    {
        var memory = new NativeArena(capacityBytes);
        return new BlockArena(name, memory.Memory, memory, blockBytesMin, blockBytesMax);
    }

    /// <summary>Returns null if there is no room, or if others wait for it.</summary>
    public ArenaBlock? TryAllocate(int bytes, [CallerMemberName] string holder = "")
    {
        Check(bytes);
        return _queue.TryEnter(new Request(bytes, holder), out var block) ? block : null;
    }

    /// <summary>Waits in the queue until there is room. A block that can never fit is refused at once.</summary>
    public ValueTask<ArenaBlock> AllocateAsync(int bytes, CancellationToken cancellation, [CallerMemberName] string holder = "")
    {
        Check(bytes);
        return _queue.EnterAsync(new Request(bytes, holder), cancellation);
    }

    /// <summary>Describes the holders of the blocks that are out, for the message about a leak.</summary>
    public string DescribeOutstanding()
    {
        lock (_queue.Gate)
        {
            var holders = _holders.OfType<string>().CountBy(holder => holder).OrderBy(entry => entry.Key, StringComparer.Ordinal);
            return $"{Name}: {_outstanding} blocks out ({string.Join(", ", holders.Select(entry => $"{entry.Key} {entry.Value}"))})";
        }
    }

    public void Dispose()
    {
        Invariant.Check(_outstanding == 0, DescribeOutstanding());
        _memoryOwner?.Dispose();
    }

    internal void Return(ArenaBlock block)
    {
        lock (_queue.Gate)
        {
            _allocator.Free(block.Offset);
            _holders[block.Offset / _blockBytesMin] = null;
            _outstanding--;
            _queue.Serve();
        }
    }

    private bool TryTake(Request request, [MaybeNullWhen(false)] out ArenaBlock block)
    {
        if (!_allocator.TryAllocate(request.Bytes, out var offset))
        {
            block = null;
            return false;
        }

        block = new ArenaBlock(this, offset, _memory.Slice(offset, request.Bytes));
        _holders[offset / _blockBytesMin] = request.Holder;
        _outstanding++;
        return true;
    }

    private void Check(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, BlockBytesMax);
    }

    private readonly record struct Request(int Bytes, string Holder);
}
