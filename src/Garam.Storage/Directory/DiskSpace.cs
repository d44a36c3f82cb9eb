using Garam.Storage.Errors;

namespace Garam.Storage.Directory;

/// <param name="CapacityBytes">The size of the file system.</param>
/// <param name="FreeBytes">Free for this user on the file system; a quota may leave less.</param>
public readonly record struct DiskSpace(long CapacityBytes, long FreeBytes)
{
    /// <exception cref="GaramException">The directory cannot be asked.</exception>
    public static DiskSpace Of(string directory)
    {
        try
        {
            var drive = new DriveInfo(directory);
            return new DiskSpace(drive.TotalSize, drive.AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new GaramException(ErrorKind.Unavailable, $"Cannot examine the file system of {directory}: {e.Message}", e);
        }
    }
}
