using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;
using Microsoft.Win32.SafeHandles;

namespace Garam.Storage.Directory;

/// <summary>
/// Holds the root directory by flock until disposed: alone, or with others that share it. A locked directory cannot be deleted and made
/// again, unlike a lock file in it. The kernel releases the lock when the process dies, however it dies, so a stale lock cannot exist. The
/// file <c>ROOT/lock</c> is locked too, because programs up to 0.1 lock nothing else, and NFS locks no directory; it stays and names its
/// last exclusive owner. Owned by the store.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private const uint FileMode = 0x180; // rw-------
    private const int TextBytesMax = 32;
    private const string SharedText = "shared";

    private readonly SafeFileHandle? _root;
    private readonly SafeFileHandle _file;

    private DirectoryLock(SafeFileHandle? root, SafeFileHandle file) => (_root, _file) = (root, file);

    internal static DirectoryLock Take(string root, bool isShared)
    {
        var folder = TakeRoot(root, isShared);
        try
        {
            return new DirectoryLock(folder, TakeFile(root, isShared));
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
    private static SafeFileHandle? TakeRoot(string root, bool isShared)
    {
        var folder = LinuxCalls.Open(root, OpenFlags.Read | OpenFlags.Directory | OpenFlags.CloseOnExec, 0);
        if (!folder.IsInvalid && TryLock(folder, isShared))
        {
            return folder;
        }

        var errno = Marshal.GetLastPInvokeError();
        var refusal = errno == Errno.WouldBlock ? InUse(root, folder, isShared) : null;
        folder.Dispose();
        return errno switch
        {
            Errno.WouldBlock => throw refusal!,
            Errno.BadDescriptor or Errno.InvalidArgument or Errno.NotSupported => null,
            _ => throw Errno.Fault(errno, "lock", root),
        };
    }

    private static SafeFileHandle TakeFile(string root, bool isShared)
    {
        var path = PathIn(root);
        var file = LinuxCalls.Open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.CloseOnExec, FileMode);
        if (!file.IsInvalid && TryLock(file, isShared))
        {
            Sign(file, isShared ? SharedText : Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return file;
        }

        var errno = Marshal.GetLastPInvokeError();
        var refusal = errno == Errno.WouldBlock ? InUse(root, file, isShared) : Errno.Fault(errno, "lock", path);
        file.Dispose();
        throw refusal;
    }

    private static bool TryLock(SafeFileHandle handle, bool isShared) =>
        LinuxCalls.Flock(handle, (isShared ? LinuxCalls.LockShared : LinuxCalls.LockExclusive) | LinuxCalls.LockNonBlocking) == 0;

    private static string PathIn(string root) => Path.Combine(root, ObjectKey.ReservedPart);

    // For people only, so faults do not matter: on a full disk the lock still holds.
    private static unsafe void Sign(SafeFileHandle file, string owner)
    {
        _ = LinuxCalls.Truncate(file, 0);
        var text = Encoding.ASCII.GetBytes(owner + "\n");
        fixed (byte* start = text)
        {
            _ = LinuxCalls.WriteAt(file, start, text.Length, 0);
        }
    }

    /// <summary>Only sharers let a shared lock in beside theirs.</summary>
    private static GaramException InUse(string root, SafeFileHandle handle, bool isShared) =>
        !isShared && TryLock(handle, isShared: true)
            ? new GaramException(
                ErrorKind.Conflict,
                $"The directory {root} is in use by agents, which share it. Stop all of them first, or choose another directory")
            : new GaramException(
                ErrorKind.Conflict,
                $"The directory {root} is in use by {ExclusiveOwner(root)}. Stop it first, or choose another directory");

    private static unsafe string ExclusiveOwner(string root)
    {
        using var file = LinuxCalls.Open(PathIn(root), OpenFlags.Read | OpenFlags.CloseOnExec, 0);
        var text = stackalloc byte[TextBytesMax];
        var count = file.IsInvalid ? 0 : (int)Math.Max(0, LinuxCalls.ReadAt(file, text, TextBytesMax, 0));
        return int.TryParse(Encoding.ASCII.GetString(text, count), CultureInfo.InvariantCulture, out var id)
            ? $"process {id}"
            : "another process";
    }
}
