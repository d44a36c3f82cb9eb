using System.Security.Cryptography;
using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Storage.Directory;

/// <summary>
/// A file system as the store needs it. Owned by the store; disposal releases the directory's lock.
/// </summary>
internal sealed class FileSystemPort(IFileLayer files, IFolderLayer folders, IDisposable? ownership = null) : IDisposable
{
    /// <summary>The folder in which a store keeps files that are not objects yet.</summary>
    internal const string TemporaryName = ".tmp";

    /// <summary>
    /// A temporary file lives as long as one create takes. A process that was suspended for longer finds its file gone and writes it again.
    /// </summary>
    private static readonly TimeSpan TemporaryAgeMax = TimeSpan.FromDays(1);

    internal IFileLayer Files { get; } = files;

    internal IFolderLayer Folders { get; } = folders;

    internal FileSystemAbilities Abilities { get; private init; }

    internal IDiskReserve Reserve { get; init; } = NoDiskReserve.Instance;

    /// <summary>By the file system's clock.</summary>
    internal DateTimeOffset LockedAt { get; private init; }

    /// <summary>Makes the directory, locks it, and finds out what its file system can do.</summary>
    internal static FileSystemPort OfDirectory(string root, DirectoryStoreOptions options, ILogger logger)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new GaramException(ErrorKind.Invalid, "The directory store needs Linux: O_DIRECT, unnamed files and flock");
        }

        var folders = new LinuxFolders();
        MakeDurable(root, folders);
        var ownership = DirectoryLock.Take(root, options.IsShared);
        try
        {
            var temporaryFolder = Path.Combine(root, TemporaryName);
            var lockedAt = File.GetLastWriteTimeUtc(Path.Combine(root, ObjectKey.ReservedPart));
            Empty(temporaryFolder, options.IsShared ? lockedAt - TemporaryAgeMax : DateTime.MaxValue, folders);
            var owner = options.IsShared ? RandomNumberGenerator.GetHexString(16, lowercase: true) + "-" : "";
            var temporaryPrefix = Path.Combine(temporaryFolder, owner);
            var abilities = Try(root, temporaryFolder, temporaryPrefix, new FileSystemAbilities(options.DirectIo, options.UnnamedFiles));
            return new FileSystemPort(new LinuxFiles(temporaryPrefix, abilities), folders, ownership)
            {
                Abilities = abilities,
                Reserve = new DiskReserve(root, options.IsShared ? 0 : options.ReserveBytes, logger),
                LockedAt = lockedAt,
            };
        }
        catch
        {
            ownership.Dispose();
            throw;
        }
    }

    public void Dispose() => ownership?.Dispose();

    // On a full disk not even a trial succeeds: that is what the reserve is for.
    private static FileSystemAbilities Try(string root, string temporaryFolder, string temporaryPrefix, FileSystemAbilities allowed)
    {
        var trial = new FileSystemTrial(temporaryFolder, temporaryPrefix);
        try
        {
            return trial.Run(allowed);
        }
        catch (GaramException fault) when (fault.IsNoSpace && DiskReserve.TryDelete(root))
        {
            return trial.Run(allowed);
        }
    }

    // The root's own name is synced at every start: the process that made it may have died before it came to that.
    private static void MakeDurable(string path, LinuxFolders folders)
    {
        if (Path.GetDirectoryName(path) is not { } above)
        {
            return;
        }

        if (!System.IO.Directory.Exists(path))
        {
            MakeDurable(above, folders);
            folders.Make(path);
        }

        try
        {
            folders.Sync(above);
        }
        catch (GaramException e) when (e.Kind == ErrorKind.Invalid)
        {
            // A user that may use a directory without reading the one above it got it from another user.
        }
    }

    // What a process that died had not linked yet. In a shared directory others live, and only the age tells theirs.
    private static void Empty(string folder, DateTime writtenBefore, LinuxFolders folders)
    {
        folders.Make(folder);
        foreach (var entry in folders.List(folder))
        {
            var path = Path.Combine(folder, entry.Name);
            if (File.GetLastWriteTimeUtc(path) < writtenBefore)
            {
                File.Delete(path);
            }
        }
    }
}
