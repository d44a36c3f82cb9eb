using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Garam.Storage.Directory;

/// <summary>
/// A file of allocated blocks, <c>ROOT/.reserve</c>. When a create that may use it meets a full disk, the file is deleted; it is made again
/// when the disk has twice its size. In between nothing else is written, or producers would take the room at once. Owned by the store.
/// </summary>
internal sealed partial class DiskReserve : IDiskReserve
{
    /// <summary>No key begins with a dot.</summary>
    internal const string FileName = ".reserve";

    private const uint FileMode = 0x180; // rw-------

    /// <summary>A small disk keeps a smaller part of itself.</summary>
    private const int DiskShare = 20;

    private readonly Lock _gate = new();
    private readonly string _root;
    private readonly string _path;
    private readonly long _bytes;
    private readonly ILogger _logger;
    private bool _isReleased;

    /// <param name="root">The store's directory.</param>
    /// <param name="bytesMax">The most that is kept.</param>
    /// <param name="logger">Told when the reserve is released and restored.</param>
    internal DiskReserve(string root, long bytesMax, ILogger logger)
    {
        (_root, _path, _logger) = (root, Path.Combine(root, FileName), logger);
        _bytes = Math.Min(
            bytesMax, DiskSpace.Of(root).CapacityBytes / DiskShare) / DirectoryObjectStore.BlockBytes * DirectoryObjectStore.BlockBytes;
        if (TryAllocate() is { } fault)
        {
            _isReleased = true;
            Log.TooLittleRoom(logger, root, _bytes, fault.Message);
        }
    }

    public bool IsReleased => Volatile.Read(ref _isReleased);

    /// <summary>A process that found the disk full at its start; what it then needs room for comes before the reserve.</summary>
    internal static bool TryDelete(string root) => LinuxCalls.Unlink(Path.Combine(root, FileName)) == 0;

    public void Admit(bool mayUseReserve)
    {
        if (IsReleased && !TryRestore() && !mayUseReserve)
        {
            throw new GaramException(
                ErrorKind.Unavailable,
                $"No space left on device: the disk of {_root} is full, and the rest is reserved for recording deletions. Writes "
                    + "succeed again once there is space")
            {
                IsNoSpace = true,
            };
        }
    }

    public bool TryRelease()
    {
        lock (_gate)
        {
            if (_isReleased || _bytes == 0)
            {
                return false;
            }

            _ = LinuxCalls.Unlink(_path);
            Volatile.Write(ref _isReleased, true);
            Log.Released(_logger, _root, _bytes);
            return true;
        }
    }

    public bool TryRestore()
    {
        lock (_gate)
        {
            if (!_isReleased)
            {
                return true;
            }

            if (DiskSpace.Of(_root).FreeBytes < 2 * _bytes || TryAllocate() is not null)
            {
                return false;
            }

            Volatile.Write(ref _isReleased, false);
            Log.Restored(_logger, _root);
            return true;
        }
    }

    /// <returns>The fault, if there is no room for it.</returns>
    private GaramException? TryAllocate()
    {
        if (_bytes == 0)
        {
            _ = LinuxCalls.Unlink(_path);
            return null;
        }

        using var file = LinuxCalls.Open(_path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.CloseOnExec, FileMode);
        var fault = file.IsInvalid ? Errno.LastFault("create", _path) : Allocate(file);
        if (fault is not null)
        {
            _ = LinuxCalls.Unlink(_path);
        }

        return fault;
    }

    /// <summary>An earlier run's allocation stays; more is given back.</summary>
    private GaramException? Allocate(SafeFileHandle file)
    {
        if (LinuxCalls.Seek(file, 0, LinuxCalls.SeekEnd) > _bytes)
        {
            _ = LinuxCalls.Truncate(file, _bytes);
        }

        return LinuxCalls.Allocate(file, 0, _bytes) is not 0 and var errno ? Errno.Fault(errno, "allocate", _path) : null;
    }

    private static partial class Log
    {
        [LoggerMessage(2004, LogLevel.Warning,
            "The disk of {Root} has no space for the reserve of {Bytes} bytes ({Reason}). Only deletions are recorded until it has.")]
        internal static partial void TooLittleRoom(ILogger logger, string root, long bytes, string reason);

        [LoggerMessage(2005, LogLevel.Error,
            "The disk of {Root} is full. The reserve of {Bytes} bytes was released so that deletions can be recorded. Nothing else is "
                + "written until there is space again.")]
        internal static partial void Released(ILogger logger, string root, long bytes);

        [LoggerMessage(2006, LogLevel.Information,
            "The disk of {Root} has space again. All writes continue, and the reserve is back in place.")]
        internal static partial void Restored(ILogger logger, string root);
    }
}
