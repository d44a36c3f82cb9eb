namespace Garam.Storage.Directory.Files;

/// <summary>
/// The file operations that the directory store needs. Tests put a disk here that forgets everything that was not synced. Paths are
/// absolute. Faults are <see cref="Errors.GaramException"/>; a folder that has gone is <see cref="MissingFolderException"/>.
/// </summary>
internal interface IFileLayer
{
    /// <summary>A file in <paramref name="folder"/> without a name: it vanishes unless it is linked.</summary>
    IUnnamedFile CreateUnnamed(string folder, bool direct);

    /// <summary>Null when there is no such file.</summary>
    IReadableFile? OpenRead(string path, bool direct);

    /// <summary>Null when there is no such file.</summary>
    long? SizeOf(string path);

    /// <summary>Removing a missing file is success.</summary>
    void Remove(string path);
}

/// <summary>Owned by the thread that made it, written once.</summary>
internal interface IUnnamedFile : IDisposable
{
    void Write(ReadOnlySpan<byte> content);

    /// <summary>Content and length are on the disk when it returns. A failure is final: see <see cref="ObjectWriter"/>.</summary>
    void SyncContent();

    /// <summary>False when the name is taken. Atomic: of many links to one name exactly one succeeds.</summary>
    bool TryLink(string path);
}

/// <summary>Owned by the thread that opened it.</summary>
internal interface IReadableFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads at least one byte, unless <paramref name="position"/> is at or past the end.</summary>
    int Read(Span<byte> destination, long position);
}

/// <param name="Direct">O_DIRECT: around the page cache.</param>
/// <param name="Unnamed">O_TMPFILE: files that vanish unless they are linked.</param>
internal readonly record struct FileSystemAbilities(bool Direct, bool Unnamed);

/// <summary>The directory operations that the directory store needs; the other half of <see cref="IFileLayer"/>.</summary>
internal interface IFolderLayer
{
    /// <summary>Making an existing folder is success. The name is durable when the folder above is synced.</summary>
    void Make(string path);

    /// <summary>The names in this folder (not below) are on the disk when it returns.</summary>
    void Sync(string path);

    /// <summary>False when it is not empty or not there.</summary>
    bool TryRemoveEmpty(string path);

    /// <summary>In no order; nothing when there is no such folder, or a file in its place.</summary>
    IEnumerable<FolderEntry> List(string path);
}

internal readonly record struct FolderEntry(string Name, bool IsFolder);

/// <summary>
/// The folder of an object was removed, because it was empty, while the object was being made. The writer makes it again.
/// </summary>
internal sealed class MissingFolderException(string path) : IOException($"The directory of {path} is gone");
