using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Storage.Directory;

/// <summary>
/// Objects as files of a Linux directory; keys are paths below it. Durable like a database: see <see cref="ObjectWriter"/>. Calls return at
/// once; threads that the store owns do the work, and continuations never run on them. One process owns a directory at a time, or several
/// share it (<see cref="DirectoryStoreOptions.IsShared"/>). Disposal finishes what was accepted, then releases the directory.
/// <para>Between the moment an object gets its name and the moment its creator is answered, others can read it although it is not yet
/// durable. A reader that must not see such an object waits for the answer. A reader in another process cannot, so in a shared directory a
/// read or a stat makes the object durable before it answers. A list does not.</para>
/// </summary>
public sealed partial class DirectoryObjectStore : IObjectStore
{
    /// <summary>The largest sector size of common disks, and the page size.</summary>
    internal const int BlockBytes = 4096;

    // A journal has at most four appends in flight; more in one batch would only make the first of them wait longer.
    private const int SmallBatchLengthMax = 8;

    private readonly int _smallContentBytesMax;
    private readonly FileSystemPort _fileSystem;
    private readonly FolderTree _folders;
    private readonly WorkQueue<CreateRequest> _largeWrites;
    private readonly WorkQueue<CreateRequest> _smallWrites;
    private readonly FunctionQueue _reads;
    private readonly FunctionQueue _upkeep;
    private readonly ObjectReads _objects;
    private readonly IReadOnlyList<string> _reservedPrefixes;

    internal DirectoryObjectStore(string root, DirectoryStoreOptions options, FileSystemPort fileSystem, ILogger logger)
    {
        (Root, _smallContentBytesMax, _reservedPrefixes) = (root, options.SmallContentBytesMax, options.ReservedPrefixes);
        _fileSystem = fileSystem;
        var windows = new FolderWindows(fileSystem.Folders, options.IsShared);
        var failStop = options.IsShared ? new FailStopFolders(fileSystem.Folders) : null;
        _folders = new FolderTree(root, failStop ?? fileSystem.Folders, windows, options.IsShared);
        _folders.SyncAll();
        var writer = new ObjectWriter(fileSystem.Files, _folders, windows, fileSystem.Reserve, failStop, logger);
        var queueLengthMax = options.QueueLengthMax;
        _largeWrites = new("garam-write", options.WriterThreads, queueLengthMax, 1, writer.CreateAll);
        _smallWrites = new("garam-write-small", 1, queueLengthMax, SmallBatchLengthMax, writer.CreateAll);
        _reads = new("garam-read", options.ReaderThreads, queueLengthMax);
        // Lists and deletes: neither is urgent, and a long one must not delay a read.
        _upkeep = new("garam-upkeep", 1, queueLengthMax);
        var found = options.IsShared ? new FoundNames(_folders, options.ReferencedPrefixes) : null;
        _objects = new(root, fileSystem.Files, windows, _reads, _upkeep, found);
    }

    public string Root { get; }

    public int Alignment => BlockBytes;

    /// <summary>The disk is full: only objects that record deletions are created.</summary>
    public bool IsShortOfRoom => _fileSystem.Reserve.IsReleased;

    /// <summary>The time on the file system's own clock when the store was opened: this machine's, or a file server's.</summary>
    public DateTimeOffset OpenedAt => _fileSystem.LockedAt;

    /// <summary>
    /// Takes the directory, making it if need be, and starts the store's threads. Blocks for a few syncs; meant for start-up.
    /// </summary>
    /// <exception cref="GaramException">The directory is in use, cannot be written, or cannot hold a store.</exception>
    public static DirectoryObjectStore Open(DirectoryStoreOptions options, ILogger<DirectoryObjectStore> logger)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Root));
        var fileSystem = FileSystemPort.OfDirectory(root, options, logger);
        try
        {
            var store = new DirectoryObjectStore(root, options, fileSystem, logger);
            PermissionCheck.Run(root, fileSystem.Folders, logger);
            Log.Opened(logger, root, fileSystem.Abilities.Direct, fileSystem.Abilities.Unnamed);
            return store;
        }
        catch
        {
            fileSystem.Dispose();
            throw;
        }
    }

    public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var request = new CreateRequest(
            _objects.PathOf(key), content, _reservedPrefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)));
        (content.Length <= _smallContentBytesMax ? _smallWrites : _largeWrites).Submit(request, cancellation);
        return request.Completion;
    }

    public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation) =>
        _objects.ReadAsync(key, position, destination, cancellation);

    public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) => _objects.StatAsync(key, cancellation);

    public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation) =>
        _objects.ListAsync(prefix, startAfter, limit, cancellation);

    /// <remarks>
    /// Deletions are not synced. An object that comes back after a crash is whole and harmless: nothing refers to it, keys are never used
    /// again, and the next search for orphans finds it.
    /// </remarks>
    public async ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        string[] paths = [.. keys.Select(_objects.PathOf)];
        await _upkeep.RunAsync(() => Delete(paths), cancellation);
    }

    /// <summary>
    /// False while the disk is too full for every write. Asks the disk, so that writes continue when space was freed outside this process.
    /// </summary>
    public ValueTask<bool> TryRecoverRoomAsync(CancellationToken cancellation) =>
        _upkeep.RunAsync(_fileSystem.Reserve.TryRestore, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _largeWrites.DisposeAsync();
        await _smallWrites.DisposeAsync();
        await _reads.DisposeAsync();
        await _upkeep.DisposeAsync();
        _fileSystem.Dispose();
    }

    private void Delete(string[] paths)
    {
        HashSet<string> touched = [];
        foreach (var path in paths)
        {
            _fileSystem.Files.Remove(path);
            touched.Add(Path.GetDirectoryName(path)!);
        }

        foreach (var folder in touched)
        {
            _folders.RemoveEmpty(folder);
        }

        if (_fileSystem.Reserve.IsReleased)
        {
            _ = _fileSystem.Reserve.TryRestore();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            2000, LogLevel.Information, "Opened the store directory {Root} (direct I/O: {Direct}, unnamed files: {Unnamed}).")]
        internal static partial void Opened(ILogger logger, string root, bool direct, bool unnamed);
    }
}
