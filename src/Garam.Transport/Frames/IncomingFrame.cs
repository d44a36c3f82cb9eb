using Garam.Protocol;
using Garam.Transport.Buffers;

namespace Garam.Transport.Frames;

/// <summary>
/// The bytes of one request, without the length prefix. Reference-counted: a caller that keeps a slice beyond the call takes a reference
/// with <see cref="Retain"/>. The last <see cref="Release"/> returns the memory to the arena and the bytes to admission.
/// </summary>
public abstract class IncomingFrame
{
    private int _references = 1;

    public abstract ReadOnlyMemory<byte> Body { get; }

    public void Retain() => Invariant.Check(Interlocked.Increment(ref _references) > 1);

    public void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        Invariant.Check(left >= 0, "a frame is released more often than it was retained");
        if (left == 0)
        {
            Return();
        }
    }

    protected abstract void Return();
}

/// <summary>A frame in the memory of a lane, and in its sender's share of it.</summary>
internal sealed class ArenaFrame(ArenaBlock block, FrameLane lane, AddressShare? share) : IncomingFrame
{
    public override ReadOnlyMemory<byte> Body => block.Memory;

    public Memory<byte> Destination => block.Memory;

    /// <summary>Says whether another frame waits for memory that this one holds.</summary>
    public bool IsWaitedFor => lane.Arena.HasWaiters || share is { Budget.HasWaiters: true };

    protected override void Return()
    {
        var length = block.Memory.Length;
        block.Dispose();
        lane.GiveBack(share, length);
    }
}
