using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;

namespace Garam.Storage.Directory;

/// <summary>
/// The folders of a shared directory, up to the first sync that fails. A store with one owner then removes the name and writes it again. In
/// a shared directory another process may have read the name and acted upon it, so the name stays. This process then vouches for no name
/// any more: it creates nothing, and reads only what needs no sync. Any thread may call it.
/// </summary>
internal sealed class FailStopFolders(IFolderLayer inner) : IFolderLayer
{
    private volatile string? _failed;

    /// <exception cref="GaramException">A sync has failed.</exception>
    internal void Check()
    {
        if (_failed is { } path)
        {
            throw new GaramException(
                ErrorKind.Unavailable,
                $"The sync of the directory {path} failed, so this process cannot tell which objects are durable. Restart the process");
        }
    }

    public void Make(string path) => inner.Make(path);

    public void Sync(string path)
    {
        Check();
        try
        {
            inner.Sync(path);
        }
        catch (Exception fault) when (fault is not MissingFolderException)
        {
            _failed = path;
            throw;
        }
    }

    public bool TryRemoveEmpty(string path) => inner.TryRemoveEmpty(path);

    public IEnumerable<FolderEntry> List(string path) => inner.List(path);
}
