using Garam.Protocol;

namespace Garam.Transport.Buffers;

/// <summary>
/// A block of a <see cref="BlockArena"/>. Reference-counted: it starts with one reference, <see cref="Dispose"/> gives one up, and the last
/// one returns the memory, which another owner may overwrite at once.
/// </summary>
public sealed class ArenaBlock : IDisposable
{
    private readonly BlockArena _arena;
    private int _references = 1;

    internal ArenaBlock(BlockArena arena, int offset, Memory<byte> memory)
    {
        _arena = arena;
        Offset = offset;
        Memory = memory;
    }

    /// <summary>The bytes that were asked for, with undefined content at first.</summary>
    public Memory<byte> Memory { get; }

    internal int Offset { get; }

    public void Retain() => Invariant.Check(Interlocked.Increment(ref _references) > 1);

    public void Dispose()
    {
        var left = Interlocked.Decrement(ref _references);
        Invariant.Check(left >= 0, $"a block of arena {_arena.Name} is given up more often than it was taken");
        if (left == 0)
        {
            _arena.Return(this);
        }
    }
}
