using System.Buffers;
using System.Runtime.InteropServices;

namespace Garam.ContractTests.Storage;

/// <summary>Memory that begins on a block, as the arenas of the data path do. Owned by the test.</summary>
internal sealed unsafe class AlignedMemory(int length) : MemoryManager<byte>
{
    private readonly byte* _start = (byte*)NativeMemory.AlignedAlloc((nuint)length, 4096);

    public override Span<byte> GetSpan() => new(_start, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
        // Native memory does not move.
    }

    protected override void Dispose(bool disposing) => NativeMemory.AlignedFree(_start);
}
