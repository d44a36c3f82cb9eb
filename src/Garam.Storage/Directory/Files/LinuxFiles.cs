using System.Runtime.InteropServices;
using Garam.Storage.Errors;

namespace Garam.Storage.Directory.Files;

/// <summary>Files of a Linux file system. Holds no handle of its own; any thread may call it.</summary>
/// <param name="temporaryPrefix">
/// The beginning of the paths under which files wait for their link, on file systems without unnamed ones. No other process uses it.
/// </param>
/// <param name="abilities">The abilities that were found on this file system.</param>
internal sealed class LinuxFiles(string temporaryPrefix, FileSystemAbilities abilities) : IFileLayer
{
    private const uint FileMode = 0x180; // rw-------: records are nobody else's business

    private long _temporaryFiles;

    public IUnnamedFile CreateUnnamed(string folder, bool direct)
    {
        var flags = OpenFlags.Write | OpenFlags.CloseOnExec | (direct && abilities.Direct ? OpenFlags.Direct : 0);
        var name = abilities.Unnamed ? null : $"{temporaryPrefix}{Interlocked.Increment(ref _temporaryFiles)}";
        var file = name is null
            ? LinuxCalls.Open(folder, flags | OpenFlags.Unnamed, FileMode)
            : LinuxCalls.Open(name, flags | OpenFlags.Create | OpenFlags.Exclusive, FileMode);
        if (!file.IsInvalid)
        {
            return new LinuxUnnamedFile(file, name);
        }

        var errno = Marshal.GetLastPInvokeError();
        file.Dispose();
        throw IsMissingFolder(errno, name) ? new MissingFolderException(folder) : Errno.Fault(errno, "create a file in", folder);
    }

    public IReadableFile? OpenRead(string path, bool direct)
    {
        var flags = OpenFlags.Read | OpenFlags.CloseOnExec | (direct && abilities.Direct ? OpenFlags.Direct : 0);
        var file = LinuxCalls.Open(path, flags, 0);
        if (!file.IsInvalid)
        {
            return new LinuxReadableFile(file, path);
        }

        var errno = Marshal.GetLastPInvokeError();
        file.Dispose();
        // A part of the path that is a file, not a folder: the object cannot exist either.
        return errno is Errno.NoEntry or Errno.NotDirectory ? null : throw Errno.Fault(errno, "open", path);
    }

    public long? SizeOf(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists ? file.Length : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GaramException(ErrorKind.Unavailable, $"Cannot examine {path}: {e.Message}", e);
        }
    }

    public void Remove(string path)
    {
        if (LinuxCalls.Unlink(path) != 0 && Marshal.GetLastPInvokeError() is var errno
            && errno is not (Errno.NoEntry or Errno.NotDirectory))
        {
            throw Errno.Fault(errno, "delete", path);
        }
    }

    /// <summary>
    /// If a folder is removed between its look-up and the creation of an unnamed file, ext4 reports "not permitted", not "no entry". A
    /// process without write permission learned that when the store was opened.
    /// </summary>
    private static bool IsMissingFolder(int errno, string? name) => errno == Errno.NoEntry || (errno == Errno.NotPermitted && name is null);
}
