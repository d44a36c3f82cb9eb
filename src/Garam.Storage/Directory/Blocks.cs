using System.Buffers;

namespace Garam.Storage.Directory;

/// <summary>What the kernel asks of a direct transfer: address, position and length in whole blocks.</summary>
internal static class Blocks
{
    internal static unsafe bool AreAligned(in MemoryHandle pin, long length, long position = 0) =>
        length > 0 && (((long)pin.Pointer | length | position) & (DirectoryObjectStore.BlockBytes - 1)) == 0;
}
