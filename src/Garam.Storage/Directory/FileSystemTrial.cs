using System.Runtime.InteropServices;
using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;

namespace Garam.Storage.Directory;

/// <summary>
/// Finds out by doing it what a file system can do: tmpfs, NFS, FUSE and overlays differ, by kernel version too, and some accept
/// O_DIRECT at open and refuse the first write.
/// </summary>
internal sealed class FileSystemTrial(string temporaryFolder, string temporaryPrefix)
{
    private readonly string _path = temporaryPrefix + "trial";

    internal FileSystemAbilities Run(FileSystemAbilities allowed)
    {
        var unnamed = allowed.Unnamed && Succeeds(new FileSystemAbilities(Direct: false, Unnamed: true));
        var direct = allowed.Direct && Succeeds(new FileSystemAbilities(Direct: true, unnamed));
        var found = new FileSystemAbilities(direct, unnamed);
        if (found == default)
        {
            // Nothing to fall back to: its fault is the reason why this directory cannot hold a store.
            WriteAndRead(found);
        }

        return found;
    }

    private bool Succeeds(FileSystemAbilities abilities)
    {
        try
        {
            WriteAndRead(abilities);
            return true;
        }
        catch (Exception e) when (e is GaramException or MissingFolderException)
        {
            return false;
        }
    }

    private unsafe void WriteAndRead(FileSystemAbilities abilities)
    {
        var files = new LinuxFiles(temporaryPrefix, abilities);
        files.Remove(_path);
        var block = (byte*)NativeMemory.AlignedAlloc(DirectoryObjectStore.BlockBytes, DirectoryObjectStore.BlockBytes);
        try
        {
            var content = new Span<byte>(block, DirectoryObjectStore.BlockBytes);
            content.Clear();
            using (var file = files.CreateUnnamed(temporaryFolder, abilities.Direct))
            {
                file.Write(content);
                file.SyncContent();
                _ = file.TryLink(_path);
            }

            using var reader = files.OpenRead(_path, abilities.Direct);
            _ = reader?.Read(content, 0);
        }
        finally
        {
            NativeMemory.AlignedFree(block);
            files.Remove(_path);
        }
    }
}
