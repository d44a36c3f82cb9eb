using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Storage.Directory;

/// <summary>
/// Objects as files of a Linux directory; keys are paths below it. Durable like a database: see <see cref="ObjectWriter"/>.
/// Calls return at once; the work is done by threads that the store owns, and continuations never run on them. One process owns a
/// directory at a time. Disposal finishes what was accepted, then releases the directory.
/// <para>Between the moment an object gets its name and the moment its creator is answered, others can read it although it is not yet
/// durable. Whoever must not see that waits for the answer.</para>
/// </summary>
public sealed partial class DirectoryObjectStore : IObjectStore
{
    /// <summary>The largest sector size of common disks, and the page size.</summary>
    internal const int BlockBytes = 4096;

    // A journal has at most four appends in flight; more in one batch would only make the first of them wait longer.
    private const int SmallBatchLengthMax = 8;

    private readonly string _root;
    private readonly int _smallContentBytesMax;
    private readonly FileSystemPort _fileSystem;
    private readonly FolderTree _folders;
    private readonly ObjectReader _reader;
    private readonly WorkerLane<CreateRequest> _largeWrites;
    private readonly WorkerLane<CreateRequest> _smallWrites;
    private readonly WorkerLane<StoreRequest> _reads;
    private readonly WorkerLane<StoreRequest> _upkeep;

    internal DirectoryObjectStore(string root, DirectoryStoreOptions options, FileSystemPort fileSystem, ILogger logger)
    {
        _root = root;
        _smallContentBytesMax = options.SmallContentBytesMax;
        _fileSystem = fileSystem;
        _folders = new FolderTree(_root, fileSystem.Folders);
        _folders.SyncAll();
        _reader = new ObjectReader(fileSystem.Files);
        var writer = new ObjectWriter(fileSystem.Files, _folders, logger);
        var queueLengthMax = options.QueueLengthMax;
        _largeWrites = new("garam-write", options.WriterThreads, queueLengthMax, 1, writer.CreateAll);
        _smallWrites = new("garam-write-small", 1, queueLengthMax, SmallBatchLengthMax, writer.CreateAll);
        _reads = new("garam-read", options.ReaderThreads, queueLengthMax, 1, RunAll);
        // Lists and deletes: neither is urgent, and a long one must not delay a read.
        _upkeep = new("garam-upkeep", 1, queueLengthMax, 1, RunAll);
    }

    public int Alignment => BlockBytes;

    /// <summary>
    /// Takes the directory, making it if need be, and starts the store's threads. Blocks for a few syncs; meant for start-up.
    /// </summary>
    /// <exception cref="GaramException">The directory is in use, cannot be written, or cannot hold a store.</exception>
    public static DirectoryObjectStore Open(DirectoryStoreOptions options, ILogger<DirectoryObjectStore> logger)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Root));
        var fileSystem = FileSystemPort.OfDirectory(root, new FileSystemAbilities(options.DirectIo, options.UnnamedFiles));
        try
        {
            var store = new DirectoryObjectStore(root, options, fileSystem, logger);
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
        var request = new CreateRequest(PathOf(key), content);
        return SubmitAsync(content.Length <= _smallContentBytesMax ? _smallWrites : _largeWrites, request, request, cancellation);
    }

    public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var path = PathOf(key);
        return SubmitAsync(_reads, () => _reader.Read(path, position, destination), cancellation);
    }

    public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation)
    {
        var path = PathOf(key);
        return SubmitAsync(
            _reads,
            () => _fileSystem.Files.SizeOf(path) is { } size ? new ObjectStat(key, size) : (ObjectStat?)null,
            cancellation);
    }

    public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var lister = new ObjectLister(_fileSystem.Files, _fileSystem.Folders, prefix, startAfter, limit);
        return SubmitAsync(_upkeep, () => lister.List(_root), cancellation);
    }

    /// <remarks>
    /// Deletions are not synced. An object that comes back after a crash is whole and harmless: nothing refers to it, keys are never
    /// used again, and whoever looks for garbage finds it once more.
    /// </remarks>
    public async ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        string[] paths = [.. keys.Select(PathOf)];
        await SubmitAsync(_upkeep, () => Delete(paths), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _largeWrites.DisposeAsync();
        await _smallWrites.DisposeAsync();
        await _reads.DisposeAsync();
        await _upkeep.DisposeAsync();
        _fileSystem.Dispose();
    }

    private static void RunAll(IReadOnlyList<StoreRequest> batch)
    {
        foreach (var request in batch)
        {
            request.Run();
        }
    }

    private static ValueTask<TResult> SubmitAsync<TResult>(
        WorkerLane<StoreRequest> lane, Func<TResult> function, CancellationToken cancellation)
    {
        var request = new FunctionRequest<TResult>(function);
        return SubmitAsync(lane, request, request, cancellation);
    }

    private static ValueTask<TResult> SubmitAsync<TRequest, TResult>(
        WorkerLane<TRequest> lane, TRequest request, StoreRequest<TResult> completion, CancellationToken cancellation)
        where TRequest : StoreRequest
    {
        cancellation.ThrowIfCancellationRequested();
        completion.ListenTo(cancellation);
        try
        {
            lane.Post(request);
        }
        catch (Exception e)
        {
            completion.Fail(e);
        }

        return completion.Completion;
    }

    private string PathOf(string key)
    {
        ObjectKey.Check(key);
        return Path.Combine(_root, key);
    }

    private bool Delete(string[] paths)
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

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(
            2000, LogLevel.Information, "Store directory {Root} opened; around the page cache: {Direct}, unnamed files: {Unnamed}")]
        internal static partial void Opened(ILogger logger, string root, bool direct, bool unnamed);
    }
}
