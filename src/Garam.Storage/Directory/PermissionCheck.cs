using Garam.Storage.Directory.Files;
using Microsoft.Extensions.Logging;

namespace Garam.Storage.Directory;

/// <summary>
/// Warns when other users of the machine may use the directory or its contents, as they may after programs up to 0.1. It changes nothing:
/// the permissions may be intended, for a group that makes backups.
/// </summary>
internal static partial class PermissionCheck
{
    /// <summary>
    /// The paths looked at in each folder: a store's files were made alike, and a start must not look at a million of them.
    /// </summary>
    private const int FilesMax = 100;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead
            | UnixFileMode.GroupWrite
            | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite
            | UnixFileMode.OtherExecute;

    internal static void Run(string root, IFolderLayer folders, ILogger logger)
    {
        var open = Open(root, folders).ToList();
        if (open.Count > 0)
        {
            Log.TooOpen(logger, open[0], Convert.ToString((int)ModeOf(open[0]), 8), open.Count - 1, root);
        }
    }

    private static IEnumerable<string> Open(string folder, IFolderLayer folders)
    {
        if (IsOpen(folder))
        {
            yield return folder;
        }

        var files = 0;
        foreach (var entry in folders.List(folder))
        {
            var path = Path.Combine(folder, entry.Name);
            if (entry.IsFolder && ObjectKey.IsValid(entry.Name))
            {
                foreach (var below in Open(path, folders))
                {
                    yield return below;
                }
            }
            else if (!entry.IsFolder && files++ < FilesMax && IsOpen(path))
            {
                yield return path;
            }
        }
    }

    private static bool IsOpen(string path)
    {
        try
        {
            return (ModeOf(path) & Others) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or another user's: then it is that user's business.
            return false;
        }
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private static partial class Log
    {
        [LoggerMessage(2007, LogLevel.Warning,
            "Other users of this machine can read or change {Path} (mode {Mode}) and {Count} more paths of the store, with every "
                + "record in them. To keep them out: chmod -R go-rwx {Root}")]
        internal static partial void TooOpen(ILogger logger, string path, string mode, int count, string root);
    }
}
