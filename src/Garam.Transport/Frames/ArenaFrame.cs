using Garam.Transport.Buffers;

namespace Garam.Transport.Frames;

/// <summary>A frame in the memory of a lane, and in the share that its sender's address has of it.</summary>
internal sealed class ArenaFrame(ArenaBlock block, FrameLane lane, AddressShare? share) : IncomingFrame
{
    public override ReadOnlyMemory<byte> Body => block.Memory;

    public Memory<byte> Destination => block.Memory;

    /// <summary>Whether somebody waits for memory that this frame holds.</summary>
    public bool IsWaitedFor => lane.Arena.HasWaiters || share is { Budget.HasWaiters: true };

    protected override void Return()
    {
        var length = block.Memory.Length;
        block.Dispose();
        lane.GiveBack(share, length);
    }
}
