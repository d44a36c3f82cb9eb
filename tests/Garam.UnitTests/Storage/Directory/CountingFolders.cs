using Garam.Storage.Directory.Files;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>Counts how often the names of a folder are read.</summary>
internal sealed class CountingFolders(IFolderLayer inner) : IFolderLayer
{
    internal int Lists { get; set; }

    public void Make(string path) => inner.Make(path);

    public void Sync(string path) => inner.Sync(path);

    public bool TryRemoveEmpty(string path) => inner.TryRemoveEmpty(path);

    public IEnumerable<FolderEntry> List(string path)
    {
        if (path.EndsWith("/segments", StringComparison.Ordinal))
        {
            Lists++;
        }

        return inner.List(path);
    }
}
