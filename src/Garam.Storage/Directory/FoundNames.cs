namespace Garam.Storage.Directory;

/// <summary>
/// Makes a name durable that another process may have linked and not synced yet, before the caller learns of it. Any thread may call it.
/// </summary>
/// <param name="folders">The folders of the store.</param>
/// <param name="referencedPrefixes">Keys that need no sync, because a durable object names them.</param>
internal sealed class FoundNames(FolderTree folders, IReadOnlyList<string> referencedPrefixes)
{
    internal void MakeDurable(string key, string path)
    {
        foreach (var prefix in referencedPrefixes)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                return;
            }
        }

        folders.SyncName(path);
    }
}
