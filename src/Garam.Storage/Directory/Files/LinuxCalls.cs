using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Garam.Storage.Directory.Files;

/// <summary>
/// The system calls that .NET does not offer (O_DIRECT, O_TMPFILE, linkat, flock, syncing a directory), and those beside them, so
/// that every fault is a plain errno.
/// </summary>
internal static partial class LinuxCalls
{
    internal const int WorkingDirectory = -100;
    internal const int FollowSymlink = 0x400;
    internal const int LockShared = 1;
    internal const int LockExclusive = 2;
    internal const int LockNonBlocking = 4;
    internal const int SeekEnd = 2;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    internal static unsafe partial nint WriteAt(SafeFileHandle file, byte* content, nint length, long position);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    internal static unsafe partial nint ReadAt(SafeFileHandle file, byte* destination, nint length, long position);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int SyncContent(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Link(int fromDirectory, string from, int toDirectory, string to, int flags);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MakeDirectory(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RemoveDirectory(string path);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Flock(SafeFileHandle file, int operation);

    /// <returns>The errno itself.</returns>
    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    internal static partial int Allocate(SafeFileHandle file, long position, long length);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int Truncate(SafeFileHandle file, long length);
}

/// <summary>The flags of open(2). Two of them swap their values between x86-64 and arm64, and O_TMPFILE contains one of the two.</summary>
internal static class OpenFlags
{
    internal const int Read = 0;
    internal const int Write = 1;
    internal const int ReadWrite = 2;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;

    /// <summary>Children must not inherit our files, least of all the lock.</summary>
    internal const int CloseOnExec = 0x80000;

    internal static readonly int Direct = IsArm ? 0x10000 : 0x4000;
    internal static readonly int Directory = IsArm ? 0x4000 : 0x10000;
    internal static readonly int Unnamed = 0x400000 | Directory;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
}
