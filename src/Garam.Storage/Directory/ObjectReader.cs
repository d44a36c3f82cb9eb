using System.Buffers;
using Garam.Storage.Directory.Files;

namespace Garam.Storage.Directory;

/// <summary>
/// Reads ranges of objects, directly into the caller's memory where it is aligned. Files are opened for each read: opening and closing
/// cost a tenth of the smallest direct read, and a cache of handles would keep deleted segments on the disk.
/// </summary>
internal sealed class ObjectReader(IFileLayer files)
{
    internal ReadOutcome Read(string path, long position, Memory<byte> destination)
    {
        using var pin = destination.Pin();
        using var file = files.OpenRead(path, Blocks.AreAligned(pin, destination.Length, position));
        return file is null ? ReadOutcome.Missing : new ReadOutcome(true, Fill(file, position, destination.Span));
    }

    private static int Fill(IReadableFile file, long position, Span<byte> destination)
    {
        // Known beforehand, because a direct read must not be continued at the odd position where a file ends.
        var wanted = (int)Math.Clamp(file.Length - position, 0, destination.Length);
        var filled = 0;
        while (filled < wanted)
        {
            // The whole rest of the destination, not only the wanted bytes: direct reads take whole blocks.
            var count = file.Read(destination[filled..], position + filled);
            if (count == 0)
            {
                break;
            }

            filled += count;
        }

        return filled;
    }
}

/// <summary>The kernel's demands on a direct transfer: address, position and length in whole blocks.</summary>
internal static class Blocks
{
    internal static unsafe bool AreAligned(in MemoryHandle pin, long length, long position = 0) =>
        length > 0 && (((long)pin.Pointer | length | position) & (DirectoryObjectStore.BlockBytes - 1)) == 0;
}
