using System.IO.Enumeration;
using System.Runtime.InteropServices;
using Garam.Storage.Errors;

namespace Garam.Storage.Directory.Files;

/// <summary>Directories of a Linux file system. Holds no handle; any thread may call it.</summary>
internal sealed class LinuxFolders : IFolderLayer
{
    private const uint FolderMode = 0x1C0; // rwx------

    public void Make(string path)
    {
        if (LinuxCalls.MakeDirectory(path, FolderMode) != 0 && Marshal.GetLastPInvokeError() is var errno && errno != Errno.Exists)
        {
            throw errno == Errno.NoEntry ? new MissingFolderException(path) : Errno.Fault(errno, "make the directory", path);
        }
    }

    public void Sync(string path)
    {
        using var folder = LinuxCalls.Open(path, OpenFlags.Read | OpenFlags.Directory | OpenFlags.CloseOnExec, 0);
        if (folder.IsInvalid || LinuxCalls.Sync(folder) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            // Stale: another machine removed it.
            throw errno is Errno.NoEntry or Errno.Stale
                ? new MissingFolderException(path)
                : Errno.Fault(errno, "sync the directory", path);
        }
    }

    public bool TryRemoveEmpty(string path)
    {
        if (LinuxCalls.RemoveDirectory(path) == 0)
        {
            return true;
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno is Errno.NoEntry or Errno.NotEmpty or Errno.Exists ? false : throw Errno.Fault(errno, "remove the directory", path);
    }

    public IEnumerable<FolderEntry> List(string path)
    {
        try
        {
            return new FileSystemEnumerable<FolderEntry>(
                path,
                static (ref FileSystemEntry entry) => new FolderEntry(entry.FileName.ToString(), entry.IsDirectory),
                new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false });
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GaramException(ErrorKind.Unavailable, $"Cannot list {path}: {e.Message}", e);
        }
    }
}
