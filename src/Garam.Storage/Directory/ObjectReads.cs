using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;

namespace Garam.Storage.Directory;

/// <summary>The read side of a directory store, as calls that a queue executes. Borrows both queues.</summary>
internal sealed class ObjectReads(string root, IFileLayer files, FolderWindows folders, FunctionQueue reads, FunctionQueue lists)
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
        return reads.RunAsync(() => _reader.Read(path, position, destination), cancellation);
    }

    internal ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation)
    {
        var path = PathOf(key);
        return reads.RunAsync(() => files.SizeOf(path) is { } size ? new ObjectStat(key, size) : (ObjectStat?)null, cancellation);
    }

    internal ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var lister = new ObjectLister(files, folders, prefix, startAfter, limit);
        return lists.RunAsync(() => lister.List(root), cancellation);
    }
}
