using Garam.Transport.Buffers;

namespace Garam.Transport.Frames;

internal sealed class ArenaFrame(ArenaBlock block) : IncomingFrame
{
    public override ReadOnlyMemory<byte> Body => block.Memory;

    public Memory<byte> Destination => block.Memory;

    protected override void Return() => block.Dispose();
}
