using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>
/// A disk in memory that keeps apart what is visible and what is durable, and forgets the difference when the power goes. Content
/// becomes durable by a sync of the file, names by a sync of their folder, nothing else. Any thread may use it.
/// </summary>
internal sealed class ForgetfulDisk : IFileLayer, IFolderLayer
{
    internal const string Root = "/store";

    private readonly Lock _gate = new();
    private DiskFolder _root = new();
    private int _stepsLeft = int.MaxValue;

    /// <summary>Steps that change something, since the last <see cref="PowerOffAfter"/>.</summary>
    internal int Steps { get; private set; }

    /// <summary>Syncs that lie: they return and do nothing. The mutation under test.</summary>
    internal Func<DiskStep, string, bool> Ignored { get; set; } = (_, _) => false;

    /// <summary>Steps that fail with an I/O error.</summary>
    internal Func<DiskStep, string, bool> Failing { get; set; } = (_, _) => false;

    internal void PowerOffAfter(int steps)
    {
        Steps = 0;
        _stepsLeft = steps;
    }

    internal void LosePower(Random? coin)
    {
        lock (_gate)
        {
            _root = (DiskFolder)_root.AfterPowerLoss(coin);
            _stepsLeft = int.MaxValue;
        }
    }

    /// <summary>The process died, the kernel did not: everything visible stays visible.</summary>
    internal void Restart() => _stepsLeft = int.MaxValue;

    public IUnnamedFile CreateUnnamed(string folder, bool direct)
    {
        lock (_gate)
        {
            Step(DiskStep.CreateFile, folder);
            _ = FolderAt(folder);
            return new UnnamedFile(this);
        }
    }

    public IReadableFile? OpenRead(string path, bool direct)
    {
        lock (_gate)
        {
            return TryFolderAt(Above(path))?.Names.GetValueOrDefault(Name(path)) is DiskFile file ? new ReadableFile(file) : null;
        }
    }

    public long? SizeOf(string path)
    {
        using var file = OpenRead(path, direct: false);
        return file?.Length;
    }

    public void Remove(string path)
    {
        lock (_gate)
        {
            Step(DiskStep.RemoveFile, path);
            TryFolderAt(Above(path))?.Names.Remove(Name(path));
        }
    }

    public void Make(string path)
    {
        lock (_gate)
        {
            Step(DiskStep.MakeFolder, path);
            FolderAt(Above(path)).Names.TryAdd(Name(path), new DiskFolder());
        }
    }

    public void Sync(string path)
    {
        lock (_gate)
        {
            var folder = FolderAt(path);
            try
            {
                Step(DiskStep.SyncFolder, path);
            }
            catch (GaramException)
            {
                folder.FailSync();
                throw;
            }

            if (!Ignored(DiskStep.SyncFolder, path))
            {
                folder.Sync();
            }
        }
    }

    public bool TryRemoveEmpty(string path)
    {
        lock (_gate)
        {
            Step(DiskStep.RemoveFolder, path);
            return TryFolderAt(path) is { Names.Count: 0 } && FolderAt(Above(path)).Names.Remove(Name(path));
        }
    }

    public IEnumerable<FolderEntry> List(string path)
    {
        lock (_gate)
        {
            return TryFolderAt(path)?.Names.Select(name => new FolderEntry(name.Key, name.Value is DiskFolder)).ToArray() ?? [];
        }
    }

    private static string Above(string path) => path[..path.LastIndexOf('/')];

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    private void Step(DiskStep step, string path)
    {
        if (Steps >= _stepsLeft)
        {
            throw new PowerLossException();
        }

        Steps++;
        if (Failing(step, path))
        {
            throw new GaramException(ErrorKind.Unavailable, $"{step} {path}: I/O error");
        }
    }

    private DiskFolder FolderAt(string path) => TryFolderAt(path) ?? throw new MissingFolderException(path);

    private DiskFolder? TryFolderAt(string path)
    {
        var folder = _root;
        foreach (var part in path[Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (folder.Names.GetValueOrDefault(part) is not DiskFolder next)
            {
                return null;
            }

            folder = next;
        }

        return folder;
    }

    private sealed class UnnamedFile(ForgetfulDisk disk) : IUnnamedFile
    {
        private readonly DiskFile _file = new();

        public void Write(ReadOnlySpan<byte> content)
        {
            lock (disk._gate)
            {
                disk.Step(DiskStep.Write, "");
                _file.Content = content.ToArray();
            }
        }

        public void SyncContent()
        {
            lock (disk._gate)
            {
                disk.Step(DiskStep.SyncContent, "");
                if (!disk.Ignored(DiskStep.SyncContent, ""))
                {
                    _file.Durable = _file.Content;
                }
            }
        }

        public bool TryLink(string path)
        {
            lock (disk._gate)
            {
                disk.Step(DiskStep.Link, path);
                return disk.FolderAt(Above(path)).Names.TryAdd(Name(path), _file);
            }
        }

        public void Dispose()
        {
            // Without a name it is gone by itself.
        }
    }

    private sealed class ReadableFile(DiskFile file) : IReadableFile
    {
        public long Length => file.Content.Length;

        public int Read(Span<byte> destination, long position)
        {
            var rest = file.Content.AsSpan((int)Math.Min(position, file.Content.Length));
            var count = Math.Min(rest.Length, destination.Length);
            rest[..count].CopyTo(destination);
            return count;
        }

        public void Dispose()
        {
            // Memory only.
        }
    }
}
