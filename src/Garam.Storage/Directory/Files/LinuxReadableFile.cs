using Microsoft.Win32.SafeHandles;

namespace Garam.Storage.Directory.Files;

/// <summary>Owns its handle.</summary>
internal sealed class LinuxReadableFile(SafeFileHandle file, string path) : IReadableFile
{
    public long Length => LinuxCalls.Seek(file, 0, LinuxCalls.SeekEnd) is >= 0 and var length
        ? length
        : throw Errno.LastFault("measure", path);

    public unsafe int Read(Span<byte> destination, long position)
    {
        fixed (byte* start = destination)
        {
            return LinuxCalls.ReadAt(file, start, destination.Length, position) is >= 0 and var count
                ? (int)count
                : throw Errno.LastFault("read", path);
        }
    }

    public void Dispose() => file.Dispose();
}
