namespace Garam.Storage.Directory.Files;

/// <summary>What the directory store asks of directories; the other half of <see cref="IFileLayer"/>.</summary>
internal interface IFolderLayer
{
    /// <summary>Making what is there is success. The name is durable when the folder above is synced.</summary>
    void Make(string path);

    /// <summary>The names in this folder (not below) are on the disk when it returns.</summary>
    void Sync(string path);

    /// <summary>False when it is not empty or not there.</summary>
    bool TryRemoveEmpty(string path);

    /// <summary>In no order; nothing when there is no such folder.</summary>
    IEnumerable<FolderEntry> List(string path);
}

internal readonly record struct FolderEntry(string Name, bool IsFolder);
