namespace Garam.Controller.Snapshots;

public sealed class SnapshotOptions
{
    /// <summary>Entries after which a snapshot is cut: a restart replays at most about twice as many, in well under a second.</summary>
    public long EntriesMax { get; init; } = 4_096;

    /// <summary>Bytes of entries after which one is cut, whichever comes first: what a restart has to read.</summary>
    public long EntryBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long to wait after a fault of the store. The journal only grows meanwhile.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(30);
}
