using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;
using Microsoft.Win32.SafeHandles;

namespace Garam.Storage.Directory;

/// <summary>
/// Holds the root directory by flock until disposed. A locked directory cannot be deleted and made again, unlike a lock file in it. The
/// kernel releases the lock when the process dies, however it dies, so a stale lock cannot exist. The file <c>ROOT/lock</c> is locked too,
/// because programs up to 0.1 lock nothing else; it stays and names its last owner. Owned by the store.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private const uint FileMode = 0x180; // rw-------
    private const int TextBytesMax = 32;

    private readonly SafeFileHandle? _root;
    private readonly SafeFileHandle _file;

    private DirectoryLock(SafeFileHandle? root, SafeFileHandle file) => (_root, _file) = (root, file);

    internal static DirectoryLock Take(string root)
    {
        var folder = TakeRoot(root);
        try
        {
            return new DirectoryLock(folder, TakeFile(root));
        }
        catch
        {
            folder?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _root?.Dispose();
    }

    /// <summary>
    /// Null where a directory cannot be locked: NFS wants a file that is open for writing. Then the file alone has to do.
    /// </summary>
    private static SafeFileHandle? TakeRoot(string root)
    {
        var folder = LinuxCalls.Open(root, OpenFlags.Read | OpenFlags.Directory | OpenFlags.CloseOnExec, 0);
        if (!folder.IsInvalid && TryLock(folder))
        {
            return folder;
        }

        var errno = Marshal.GetLastPInvokeError();
        folder.Dispose();
        return errno switch
        {
            Errno.WouldBlock => throw InUse(root),
            Errno.BadDescriptor or Errno.InvalidArgument or Errno.NotSupported => null,
            _ => throw Errno.Fault(errno, "lock", root),
        };
    }

    private static SafeFileHandle TakeFile(string root)
    {
        var path = PathIn(root);
        var file = LinuxCalls.Open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.CloseOnExec, FileMode);
        if (!file.IsInvalid && TryLock(file))
        {
            Sign(file);
            return file;
        }

        var errno = Marshal.GetLastPInvokeError();
        file.Dispose();
        throw errno == Errno.WouldBlock ? InUse(root) : Errno.Fault(errno, "lock", path);
    }

    private static bool TryLock(SafeFileHandle handle) =>
        LinuxCalls.Flock(handle, LinuxCalls.LockExclusive | LinuxCalls.LockNonBlocking) == 0;

    private static string PathIn(string root) => Path.Combine(root, ObjectKey.ReservedPart);

    // For people only, so faults do not matter: on a full disk the lock still holds.
    private static unsafe void Sign(SafeFileHandle file)
    {
        _ = LinuxCalls.Truncate(file, 0);
        var text = Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        fixed (byte* start = text)
        {
            _ = LinuxCalls.WriteAt(file, start, text.Length, 0);
        }
    }

    private static unsafe GaramException InUse(string root)
    {
        using var file = LinuxCalls.Open(PathIn(root), OpenFlags.Read | OpenFlags.CloseOnExec, 0);
        var text = stackalloc byte[TextBytesMax];
        var count = file.IsInvalid ? 0 : (int)Math.Max(0, LinuxCalls.ReadAt(file, text, TextBytesMax, 0));
        var owner = int.TryParse(Encoding.ASCII.GetString(text, count), CultureInfo.InvariantCulture, out var id)
            ? $"process {id}"
            : "another process";
        return new GaramException(
            ErrorKind.Invalid, $"The directory {root} is in use by {owner}. Stop it first, or choose another directory");
    }
}
