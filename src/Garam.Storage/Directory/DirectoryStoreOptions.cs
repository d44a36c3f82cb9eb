namespace Garam.Storage.Directory;

public sealed record DirectoryStoreOptions
{
    /// <summary>Made when it does not exist. Belongs to one process at a time, unless <see cref="IsShared"/>.</summary>
    public required string Root { get; init; }

    /// <summary>
    /// Any number of processes have the directory open at once, all of them with this setting. An exclusive owner and shared ones refuse
    /// each other.
    /// </summary>
    public bool IsShared { get; init; }

    /// <summary>
    /// Keys of objects that a process reads only because another durable object names them, as a journal entry names a segment. In a shared
    /// directory every other read syncs the name that it found, because the process that gave it may not have come to that.
    /// </summary>
    public IReadOnlyList<string> ReferencedPrefixes { get; init; } = [];

    /// <summary>Two segment writes in flight keep a disk busy; more only make each of them slower (measured).</summary>
    public int WriterThreads { get; init; } = 2;

    /// <summary>Reads are megabytes long and few: four of them saturate the disks that we know.</summary>
    public int ReaderThreads { get; init; } = 4;

    /// <summary>
    /// Creates up to this size (journal entries) have a thread of their own. An entry therefore never waits for whole segments, and entries
    /// that wait together share one sync of their directory.
    /// </summary>
    public int SmallContentBytesMax { get; init; } = 64 * 1024;

    /// <summary>Per kind of work. Callers have smaller limits of their own, so reaching it means that one of them is broken.</summary>
    public int QueueLengthMax { get; init; } = 1024;

    /// <summary>
    /// Kept on the disk for <see cref="ReservedPrefixes"/>: some ten thousand journal entries, far more than it takes to delete what
    /// retention no longer wants. A small disk keeps a twentieth of itself. 0 keeps nothing, and nothing is kept in a
    /// shared directory: a process that did not notice the release would fill the space with segments.
    /// </summary>
    public long ReserveBytes { get; init; }

    /// <summary>Keys by which deletions are recorded: their creates use the reserve when the disk is full.</summary>
    public IReadOnlyList<string> ReservedPrefixes { get; init; } = [];

    /// <summary>False: always through the page cache. A file system that refuses O_DIRECT is found out without it.</summary>
    public bool DirectIo { get; init; } = true;

    /// <summary>False: always a named file under <c>.tmp</c> first. A file system that refuses O_TMPFILE is found out without it.</summary>
    public bool UnnamedFiles { get; init; } = true;
}
