using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;

namespace Garam.Storage.Directory;

/// <summary>
/// A directory whose own name is durable, and the sync that makes the names in it durable. One sync serves every name that was linked
/// before it began. The gate is held over the sync, on the store's own threads only.
/// </summary>
internal sealed class StoreFolder(string path, IFolderLayer layer)
{
    private readonly Lock _gate = new();
    private long _linked;
    private long _synced;
    private int _failures;

    internal string Path { get; } = path;

    /// <summary>To be read before a name is linked.</summary>
    internal int Failures => Volatile.Read(ref _failures);

    /// <summary>To be called after a name was linked.</summary>
    internal long Linked() => Interlocked.Increment(ref _linked);

    /// <summary>Every name up to <paramref name="linked"/> is durable when it returns.</summary>
    internal void Sync(long linked, int failuresBefore)
    {
        lock (_gate)
        {
            // The kernel reports a lost write once, then calls the pages clean: a later sync of this directory would succeed without
            // having written the names that were linked before the failure. So the failure is theirs too.
            if (_failures != failuresBefore)
            {
                throw new GaramException(ErrorKind.Unavailable, $"The directory sync of {Path} failed for a create that shared it");
            }

            if (_synced >= linked)
            {
                return;
            }

            var upTo = Volatile.Read(ref _linked);
            try
            {
                layer.Sync(Path);
            }
            catch (MissingFolderException)
            {
                // Only an empty directory is ever removed: what was linked here has been deleted since.
            }
            catch
            {
                _failures++;
                throw;
            }

            _synced = upTo;
        }
    }
}
