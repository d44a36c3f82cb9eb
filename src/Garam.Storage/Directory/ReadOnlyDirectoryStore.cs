using System.Runtime.InteropServices;
using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;

namespace Garam.Storage.Directory;

/// <summary>
/// The directory of a store, for who only looks: takes no lock, makes nothing, syncs nothing and deletes nothing, so that it works beside a
/// running server and on a directory that is mounted read-only. Creates and deletes are refused. Calls are carried out by threads that the
/// store owns, and continuations never run on them. Disposal finishes what was accepted.
/// </summary>
public sealed class ReadOnlyDirectoryStore : IObjectStore
{
    /// <summary>Where a store keeps files that are not objects yet.</summary>
    private const string TemporaryName = ".tmp";

    private readonly string _root;
    private readonly LinuxFiles _files;
    private readonly LinuxFolders _folders = new();
    private readonly ObjectReader _reader;
    private readonly WorkerLane<StoreRequest> _reads;
    private readonly WorkerLane<StoreRequest> _lists;

    private ReadOnlyDirectoryStore(string root, DirectoryStoreOptions options, bool readsDirectly)
    {
        _root = root;
        _files = new LinuxFiles(Path.Combine(root, TemporaryName), new FileSystemAbilities(readsDirectly, Unnamed: false));
        _reader = new ObjectReader(_files);
        _reads = new("garam-read", options.ReaderThreads, options.QueueLengthMax, 1, RunAll);
        _lists = new("garam-list", 1, options.QueueLengthMax, 1, RunAll);
    }

    public int Alignment => DirectoryObjectStore.BlockBytes;

    /// <param name="options">What concerns writing is not looked at.</param>
    /// <param name="probe">A key whose object shows whether this file system can be read around the page cache.</param>
    /// <exception cref="GaramException">There is no such directory, or it cannot be read.</exception>
    public static ReadOnlyDirectoryStore Open(DirectoryStoreOptions options, string probe)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new GaramException(ErrorKind.Invalid, "The directory store needs Linux.");
        }

        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Root));
        if (!System.IO.Directory.Exists(root))
        {
            throw new GaramException(ErrorKind.Invalid, $"There is no directory {root}.");
        }

        return new ReadOnlyDirectoryStore(root, options, options.DirectIo && CanReadDirectly(Path.Combine(root, probe)));
    }

    /// <summary>Files whose names no object can have, but for those that the store itself keeps. As many as asked for at most.</summary>
    public ValueTask<IReadOnlyList<string>> ListForeignNamesAsync(int limit, CancellationToken cancellation) =>
        SubmitAsync<IReadOnlyList<string>>(_lists, () => [.. ForeignNames(_root, "").Take(limit)], cancellation);

    public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var path = PathOf(key);
        return SubmitAsync(_reads, () => _reader.Read(path, position, destination), cancellation);
    }

    public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation)
    {
        var path = PathOf(key);
        return SubmitAsync(_reads, () => _files.SizeOf(path) is { } size ? new ObjectStat(key, size) : (ObjectStat?)null, cancellation);
    }

    public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var lister = new ObjectLister(_files, _folders, prefix, startAfter, limit);
        return SubmitAsync(_lists, () => lister.List(_root), cancellation);
    }

    public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) => throw Refusal(key);

    public ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => throw Refusal(keys[0]);

    public async ValueTask DisposeAsync()
    {
        await _reads.DisposeAsync();
        await _lists.DisposeAsync();
    }

    private IEnumerable<string> ForeignNames(string folder, string folderKey)
    {
        foreach (var entry in _folders.List(folder))
        {
            var key = folderKey + entry.Name;
            if (folderKey.Length == 0 && entry.Name is ObjectKey.ReservedPart or TemporaryName)
            {
                continue;
            }

            if (!ObjectKey.IsValid(key))
            {
                yield return key;
            }
            else if (entry.IsFolder)
            {
                foreach (var below in ForeignNames(Path.Combine(folder, entry.Name), key + "/"))
                {
                    yield return below;
                }
            }
        }
    }

    /// <summary>Some file systems refuse O_DIRECT at open, others at the first read.</summary>
    private static unsafe bool CanReadDirectly(string path)
    {
        var block = (byte*)NativeMemory.AlignedAlloc(DirectoryObjectStore.BlockBytes, DirectoryObjectStore.BlockBytes);
        try
        {
            using var file = new LinuxFiles("", new FileSystemAbilities(Direct: true, Unnamed: false)).OpenRead(path, direct: true);
            return file?.Read(new Span<byte>(block, DirectoryObjectStore.BlockBytes), 0) > 0;
        }
        catch (GaramException)
        {
            return false;
        }
        finally
        {
            NativeMemory.AlignedFree(block);
        }
    }

    private static GaramException Refusal(string key) => new(ErrorKind.Invalid, $"{key}: this directory was opened for reading only.");

    private static void RunAll(IReadOnlyList<StoreRequest> batch)
    {
        foreach (var request in batch)
        {
            request.Run();
        }
    }

    private static ValueTask<TResult> SubmitAsync<TResult>(WorkerLane<StoreRequest> lane, Func<TResult> function, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var request = new FunctionRequest<TResult>(function);
        request.ListenTo(cancellation);
        lane.Post(request);
        return request.Completion;
    }

    private string PathOf(string key)
    {
        ObjectKey.Check(key);
        return Path.Combine(_root, key);
    }
}
