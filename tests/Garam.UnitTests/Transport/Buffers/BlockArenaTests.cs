using System.Runtime.CompilerServices;
using Garam.Protocol;
using Garam.Transport.Buffers;

namespace Garam.UnitTests.Transport.Buffers;

public sealed class BlockArenaTests
{
    private const int Unit = 4096;

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public void Native_blocks_are_aligned_and_as_long_as_asked()
    {
        using var arena = BlockArena.CreateNative("test", 8 << 20, Unit, 4 << 20);
        using var first = arena.TryAllocate(100)!;
        using var second = arena.TryAllocate(3 << 20)!;
        Assert.Equal(100, first.Memory.Length);
        Assert.Equal(3 << 20, second.Memory.Length);
        Assert.Equal(0, Address(first) % Unit);
        Assert.Equal(0, Address(second) % Unit);
        Assert.Equal(Unit + (3 << 20), arena.UsedBytes);
        second.Memory.Span.Fill(7);
        Assert.Equal(7, second.Memory.Span[^1]);
    }

    [Fact]
    public void A_full_arena_answers_null_until_a_block_comes_back()
    {
        var arena = new BlockArena("test", new byte[4 * Unit], Unit, 4 * Unit);
        var block = arena.TryAllocate(4 * Unit)!;
        Assert.Null(arena.TryAllocate(1));
        block.Dispose();
        arena.TryAllocate(1)!.Dispose();
        Assert.Equal(0, arena.Outstanding);
    }

    [Fact]
    public async Task A_large_request_is_served_before_later_small_ones()
    {
        var arena = new BlockArena("test", new byte[4 * Unit], Unit, 4 * Unit);
        var first = arena.TryAllocate(Unit)!;
        var second = arena.TryAllocate(Unit)!;
        var large = arena.AllocateAsync(4 * Unit, Test).AsTask();
        var small = arena.AllocateAsync(1, Test).AsTask();
        Assert.Null(arena.TryAllocate(1));
        first.Dispose();
        Assert.False(large.IsCompleted);
        second.Dispose();
        (await large).Dispose();
        (await small).Dispose();
        Assert.Equal(0, arena.UsedBytes);
    }

    [Fact]
    public void The_last_reference_returns_the_memory()
    {
        var arena = new BlockArena("test", new byte[4 * Unit], Unit, 4 * Unit);
        var block = arena.TryAllocate(Unit)!;
        block.Retain();
        block.Dispose();
        Assert.Equal(Unit, arena.UsedBytes);
        block.Dispose();
        Assert.Equal(0, arena.UsedBytes);
        Assert.Throws<InvariantException>(block.Dispose);
        Assert.Throws<InvariantException>(block.Retain);
    }

    [Fact]
    public void A_leak_is_named_and_stops_the_disposal()
    {
        var arena = new BlockArena("frames", new byte[4 * Unit], Unit, 4 * Unit);
        var block = Leak(arena);
        var leak = Assert.Throws<InvariantException>(arena.Dispose);
        Assert.Contains("frames: 1 blocks out (Leak 1)", leak.Message, StringComparison.Ordinal);
        block.Dispose();
        arena.Dispose();
    }

    [Fact]
    public void Use_after_disposal_of_native_memory_is_refused()
    {
        var arena = new NativeArena(1 << 20);
        var memory = arena.Memory;
        ((IDisposable)arena).Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span[0]);
        ((IDisposable)arena).Dispose();
    }

    private static ArenaBlock Leak(BlockArena arena) => arena.TryAllocate(1)!;

    private static unsafe long Address(ArenaBlock block) => (long)Unsafe.AsPointer(ref block.Memory.Span[0]);
}
