using Garam.Journal.Snapshots;

namespace Garam.Verification.Journals;

/// <summary>A snapshot whose every chunk is as it was written.</summary>
/// <param name="Header">Where it was cut.</param>
/// <param name="Digest">Of the state in it.</param>
internal sealed record CheckedSnapshot(SnapshotHeader Header, string Digest);
