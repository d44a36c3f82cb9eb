using System.Buffers;
using System.Runtime.InteropServices;

namespace Garam.Benchmarks.Storage;

/// <summary>Memory that begins on a huge page, as the arenas of the data path do. Lives as long as the process.</summary>
internal sealed unsafe class AlignedBuffer(int length) : MemoryManager<byte>
{
    private readonly byte* _start = (byte*)NativeMemory.AlignedAlloc((nuint)length, 2 * 1024 * 1024);

    public override Span<byte> GetSpan() => new(_start, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
        // Native memory does not move.
    }

    protected override void Dispose(bool disposing) => NativeMemory.AlignedFree(_start);
}
