using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;
using Microsoft.Win32.SafeHandles;

namespace Garam.Storage.Directory;

/// <summary>
/// Holds <c>ROOT/lock</c> by flock until disposed. The kernel lets go of it when the process dies, however it dies, so a stale lock
/// cannot exist; the file stays and names its last owner. Owned by the store.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private const uint FileMode = 0x1A4; // rw-r--r--
    private const int TextBytesMax = 32;

    private readonly SafeFileHandle _file;

    private DirectoryLock(SafeFileHandle file)
    {
        _file = file;
    }

    internal static DirectoryLock Take(string root)
    {
        var path = Path.Combine(root, ObjectKey.ReservedPart);
        var file = LinuxCalls.Open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.CloseOnExec, FileMode);
        try
        {
            if (file.IsInvalid)
            {
                throw Errno.LastFault("open", path);
            }

            if (LinuxCalls.Flock(file, LinuxCalls.LockExclusive | LinuxCalls.LockNonBlocking) != 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                throw errno == Errno.WouldBlock ? InUse(root, file) : Errno.Fault(errno, "lock", path);
            }

            Sign(file);
            return new DirectoryLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

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

    private static unsafe GaramException InUse(string root, SafeFileHandle file)
    {
        var text = stackalloc byte[TextBytesMax];
        var count = (int)Math.Max(0, LinuxCalls.ReadAt(file, text, TextBytesMax, 0));
        var owner = int.TryParse(Encoding.ASCII.GetString(text, count), CultureInfo.InvariantCulture, out var id)
            ? $"process {id}"
            : "another process";
        return new GaramException(
            ErrorKind.Invalid, $"The directory {root} is in use by {owner}. Stop it first, or choose another directory");
    }
}
