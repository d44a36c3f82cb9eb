using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;

namespace Garam.Storage.Directory;

/// <summary>The read side of a directory store, as calls that a queue executes. Borrows both queues.</summary>
/// <param name="root">The store's directory.</param>
/// <param name="files">Its files.</param>
/// <param name="folders">Its folders, for lists.</param>
/// <param name="reads">Executes reads and stats.</param>
/// <param name="lists">Executes lists, one at a time.</param>
/// <param name="found">Null where every name that can be read is durable, or nobody relies on that.</param>
internal sealed class ObjectReads(
    string root, IFileLayer files, FolderWindows folders, FunctionQueue reads, FunctionQueue lists, FoundNames? found = null)
{
    private readonly ObjectReader _reader = new(files);

    /// <exception cref="GaramException">No object can have this key.</exception>
    internal string PathOf(string key)
    {
        ObjectKey.Check(key);
        return Path.Combine(root, key);
    }

    internal ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var path = PathOf(key);
        return reads.RunAsync(() => Read(key, path, position, destination), cancellation);
    }

    internal ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation)
    {
        var path = PathOf(key);
        return reads.RunAsync(() => Stat(key, path), cancellation);
    }

    internal ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var lister = new ObjectLister(files, folders, prefix, startAfter, limit);
        return lists.RunAsync(() => lister.List(root), cancellation);
    }

    private ReadOutcome Read(string key, string path, long position, Memory<byte> destination)
    {
        var outcome = _reader.Read(path, position, destination);
        if (outcome.Found)
        {
            found?.MakeDurable(key, path);
        }

        return outcome;
    }

    private ObjectStat? Stat(string key, string path)
    {
        if (files.SizeOf(path) is not { } size)
        {
            return null;
        }

        found?.MakeDurable(key, path);
        return new ObjectStat(key, size);
    }
}
