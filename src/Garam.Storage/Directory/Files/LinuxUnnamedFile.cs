using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Garam.Storage.Directory.Files;

/// <summary>Owns its handle and, on file systems without unnamed files, the temporary name: both go on disposal.</summary>
internal sealed class LinuxUnnamedFile(SafeFileHandle file, string? temporaryName) : IUnnamedFile
{
    public unsafe void Write(ReadOnlySpan<byte> content)
    {
        fixed (byte* start = content)
        {
            for (var written = 0; written < content.Length;)
            {
                var count = LinuxCalls.WriteAt(file, start + written, content.Length - written, written);
                if (count <= 0)
                {
                    throw Errno.LastFault("write", ToString());
                }

                written += (int)count;
            }
        }
    }

    public void SyncContent()
    {
        if (LinuxCalls.SyncContent(file) != 0)
        {
            throw Errno.LastFault("sync", ToString());
        }
    }

    public bool TryLink(string path)
    {
        // By way of /proc, because linking a bare descriptor needs a capability that servers do not have.
        var from = temporaryName ?? $"/proc/self/fd/{file.DangerousGetHandle()}";
        if (LinuxCalls.Link(LinuxCalls.WorkingDirectory, from, LinuxCalls.WorkingDirectory, path, LinuxCalls.FollowSymlink) == 0)
        {
            return true;
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno switch
        {
            Errno.Exists => false,
            Errno.NoEntry => throw new MissingFolderException(path),
            _ => throw Errno.Fault(errno, "link", path),
        };
    }

    public override string ToString() => temporaryName ?? "a new file";

    public void Dispose()
    {
        file.Dispose();
        if (temporaryName is not null)
        {
            // The next start removes a file that stays.
            _ = LinuxCalls.Unlink(temporaryName);
        }
    }
}

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
