using System.Runtime.InteropServices;
using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;

namespace Garam.Storage.Directory;

/// <summary>
/// A store's directory for readers. It takes no lock, makes nothing, syncs nothing and deletes nothing, so it works beside a running server
/// and on a directory that is mounted read-only. Creates and deletes are refused. Threads that the store owns execute the calls, and
/// continuations never run on them. Disposal finishes what was accepted.
/// </summary>
public sealed class ReadOnlyDirectoryStore : IObjectStore
{
    private readonly string _root;
    private readonly LinuxFolders _folders = new();
    private readonly FunctionQueue _reads;
    private readonly FunctionQueue _lists;
    private readonly ObjectReads _objects;

    private ReadOnlyDirectoryStore(string root, DirectoryStoreOptions options, bool readsDirectly)
    {
        _root = root;
        _reads = new("garam-read", options.ReaderThreads, options.QueueLengthMax);
        _lists = new("garam-list", 1, options.QueueLengthMax);
        var files = new LinuxFiles("", new FileSystemAbilities(readsDirectly, Unnamed: false));
        _objects = new(root, files, new FolderWindows(_folders), _reads, _lists);
    }

    public int Alignment => DirectoryObjectStore.BlockBytes;

    /// <param name="options">Options for writing are ignored.</param>
    /// <param name="probe">A key whose object shows whether this file system supports direct reads.</param>
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
        _lists.RunAsync<IReadOnlyList<string>>(() => [.. ForeignNames(_root, "").Take(limit)], cancellation);

    public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation) =>
        _objects.ReadAsync(key, position, destination, cancellation);

    public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) => _objects.StatAsync(key, cancellation);

    public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation) =>
        _objects.ListAsync(prefix, startAfter, limit, cancellation);

    public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        throw Refusal(key);

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
            if (folderKey.Length == 0 && entry.Name is ObjectKey.ReservedPart or FileSystemPort.TemporaryName or DiskReserve.FileName)
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
}
