using Garam.Cli.Terminal;
using Garam.Journal.Backends;
using Garam.Journal.Snapshots;
using Garam.Metadata;
using Garam.Storage.Errors;
using Garam.Storage.Locations;
using Garam.Stores;
using Garam.Verification.Inspection;

namespace Garam.CommandLine.Stores;

/// <summary>A file of a store, by its path in a directory or its URL in a bucket. Disposal closes what it was read from.</summary>
internal abstract class StoredFile : IAsyncDisposable
{
    /// <summary>The limit of one array; segments have a few megabytes.</summary>
    protected const long BytesMax = 1 << 30;

    /// <summary>The last part of the path.</summary>
    public abstract string Name { get; }

    public static async ValueTask<StoredFile> OpenAsync(string text, CancellationToken cancellation) =>
        StoreLocation.IsInBucket(text)
            ? await BucketFile.OpenAsync(text, cancellation)
            : new LocalFile(text);

    /// <exception cref="CommandException">There is no such file.</exception>
    public abstract ValueTask<byte[]> ReadAsync(CancellationToken cancellation);

    /// <summary>Another object of the store that a snapshot's manifest lies in; null when it is missing.</summary>
    public abstract ValueTask<byte[]?> ReadBesideAsync(string key, CancellationToken cancellation);

    /// <summary>Where the metadata of the store places a segment; null when the file lies in no store that can be read.</summary>
    public abstract ValueTask<SegmentPlaces?> PlacesAsync(CancellationToken cancellation);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected static CommandException TooLarge(string name) => new(ExitCode.Usage, $"{name} is larger than any file of a store.");
}

/// <summary>A file of a directory, whether the directory is a store or not.</summary>
internal sealed class LocalFile : StoredFile
{
    private readonly string _path;

    public LocalFile(string path)
    {
        // A snapshot is a folder; its manifest says what belongs to it.
        var manifest = Path.Combine(path, SnapshotKeys.ManifestName);
        _path = Path.GetFullPath(Directory.Exists(path) && File.Exists(manifest) ? manifest : path);
    }

    public override string Name => Path.GetFileName(_path);

    public override async ValueTask<byte[]> ReadAsync(CancellationToken cancellation)
    {
        if (!File.Exists(_path))
        {
            throw new CommandException(
                ExitCode.Usage,
                Directory.Exists(_path) ? $"{_path} is a directory: name one of its files." : $"there is no file {_path}.");
        }

        return new FileInfo(_path).Length <= BytesMax ? await File.ReadAllBytesAsync(_path, cancellation) : throw TooLarge(_path);
    }

    public override async ValueTask<byte[]?> ReadBesideAsync(string key, CancellationToken cancellation)
    {
        // From snapshots/SEQUENCE/manifest.
        var root = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(_path)))!;
        var file = Path.Combine(root, key);
        return File.Exists(file) ? await File.ReadAllBytesAsync(file, cancellation) : null;
    }

    public override ValueTask<SegmentPlaces?> PlacesAsync(CancellationToken cancellation) =>
        StoreAround.PlacesOfAsync(_path, cancellation);
}

/// <summary>An object of a store in a bucket.</summary>
internal sealed class BucketFile(StoreLocation location, ReadStore store, string key) : StoredFile
{
    private static readonly string[] s_folders = [SegmentId.KeyPrefix, ObjectStoreJournal.Prefix, SnapshotKeys.Prefix];

    public override string Name => key[(key.LastIndexOf('/') + 1)..];

    /// <param name="url">The URL of the store with the object's key after its prefix, and the store's parameters.</param>
    /// <param name="cancellation">Ends the search for credentials.</param>
    public static new async ValueTask<StoredFile> OpenAsync(string url, CancellationToken cancellation)
    {
        var question = url.IndexOf('?', StringComparison.Ordinal);
        var (place, query) = question < 0 ? (url, "") : (url[..question], url[question..]);
        var start = s_folders.Max(folder => place.LastIndexOf("/" + folder, StringComparison.Ordinal));
        if (start < 0)
        {
            throw new CommandException(
                ExitCode.Usage, $"{url} is not a file of a store: it has to end like s3://bucket/prefix/segments/0/NAME?region=…");
        }

        try
        {
            var location = StoreLocation.ParseUrl(place[..start] + query);
            var store = await StoreOpener.ReadAsync(location, readers: null, cancellation);
            var key = place[(start + 1)..].TrimEnd('/');
            return new BucketFile(location, store, IsSnapshot(key) ? $"{key}/{SnapshotKeys.ManifestName}" : key);
        }
        catch (GaramException fault)
        {
            throw new CommandException(ExitCode.Usage, fault.Message, fault);
        }
    }

    public override async ValueTask<byte[]> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await ReadBesideAsync(key, cancellation)
                ?? throw new CommandException(ExitCode.Usage, $"there is no object {key} in {location}.");
        }
        catch (GaramException fault)
        {
            throw new CommandException(ExitCode.Usage, fault.Message, fault);
        }
    }

    public override async ValueTask<byte[]?> ReadBesideAsync(string key, CancellationToken cancellation)
    {
        if (await store.Objects.StatAsync(key, cancellation) is not { } stat)
        {
            return null;
        }

        var bytes = stat.Size <= BytesMax ? new byte[stat.Size] : throw TooLarge(key);
        var read = await store.Objects.ReadAsync(key, 0, bytes, cancellation);
        return read.Found ? bytes[..read.BytesRead] : null;
    }

    public override async ValueTask<SegmentPlaces?> PlacesAsync(CancellationToken cancellation) =>
        SegmentId.TryParseKey(key, out var segment)
            ? await SegmentPlaces.ReadAsync(store.Objects, segment, TimeProvider.System, cancellation)
            : null;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await store.DisposeAsync();
    }

    /// <summary>A snapshot's folder, without the manifest that says what belongs to it.</summary>
    private static bool IsSnapshot(string key) =>
        key.StartsWith(SnapshotKeys.Prefix, StringComparison.Ordinal) && key.Count(static letter => letter == '/') == 1;
}
