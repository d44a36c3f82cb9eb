namespace Garam.Journal.Snapshots;

/// <summary>A snapshot as it was read back: every chunk is checked.</summary>
/// <param name="Header">Where it was cut.</param>
/// <param name="Chunks">The state's bytes, in order.</param>
public sealed record StoredSnapshot(SnapshotHeader Header, IReadOnlyList<ReadOnlyMemory<byte>> Chunks);
