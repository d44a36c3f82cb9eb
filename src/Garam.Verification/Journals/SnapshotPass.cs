using Garam.Journal.Snapshots;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Verification.Findings;
using Garam.Verification.Reading;

namespace Garam.Verification.Journals;

/// <summary>Every snapshot: its manifest, its chunks, and what lies beside them.</summary>
internal sealed class SnapshotPass(IObjectStore store, SnapshotReader snapshots, ICollection<Finding> findings, SnapshotTally tally)
{
    private readonly HashSet<long> _listed = [];
    private readonly HashSet<string> _needed = new(StringComparer.Ordinal);

    /// <summary>Those that are whole, oldest first.</summary>
    public async ValueTask<IReadOnlyList<CheckedSnapshot>> RunAsync(IReadOnlyList<long> sequences, CancellationToken cancellation)
    {
        var whole = new List<CheckedSnapshot>();
        foreach (var sequence in sequences.Order())
        {
            _listed.Add(sequence);
            tally.Count++;
            if (await CheckAsync(sequence, cancellation) is { } snapshot)
            {
                whole.Add(snapshot);
            }
        }

        await ListAsync(sequences.Count == 0 ? 0 : sequences.Max(), cancellation);
        return whole;
    }

    private async ValueTask<CheckedSnapshot?> CheckAsync(long sequence, CancellationToken cancellation)
    {
        SnapshotManifest manifest;
        try
        {
            manifest = await snapshots.ReadManifestAsync(sequence, cancellation);
        }
        catch (GaramException fault) when (fault.Kind != ErrorKind.Invalid)
        {
            findings.Add(new Finding(FindingKinds.ManifestDamaged, SnapshotKeys.Manifest(sequence), fault.Message));
            return null;
        }

        using var digest = new StateDigest();
        var isWhole = true;
        foreach (var chunk in manifest.Chunks)
        {
            tally.Chunks += _needed.Add(SnapshotKeys.Chunk(chunk)) ? 1 : 0;
            try
            {
                digest.Add((await snapshots.ReadChunkAsync(chunk, cancellation)).Span);
            }
            catch (GaramException fault) when (fault.Kind != ErrorKind.Invalid)
            {
                findings.Add(new Finding(FindingKinds.ChunkDamaged, SnapshotKeys.Chunk(chunk), fault.Message));
                isWhole = false;
            }
        }

        return isWhole ? new CheckedSnapshot(manifest.Header, digest.Complete()) : null;
    }

    private async ValueTask ListAsync(long newest, CancellationToken cancellation)
    {
        await foreach (var page in ObjectPages.ListAsync(store, SnapshotKeys.Prefix, SnapshotKeys.Prefix, cancellation))
        {
            foreach (var stat in page)
            {
                tally.Objects++;
                tally.Bytes += stat.Size;
                Judge(stat, newest);
            }
        }
    }

    /// <summary>
    /// A chunk of an older snapshot than the newest that no manifest names is on its way out; above the newest one is being written.
    /// </summary>
    private void Judge(ObjectStat stat, long newest)
    {
        if (!SnapshotKeys.TryParse(stat.Key, out var sequence))
        {
            findings.Add(
                new Finding(FindingKinds.SnapshotForeign, stat.Key, $"{stat.Size} bytes under a name that is no part of a snapshot."));
        }
        else if (SnapshotKeys.IsManifest(stat.Key) ? !_listed.Contains(sequence) : !_needed.Contains(stat.Key))
        {
            var place = sequence > newest ? "newer than the newest snapshot" : "older, and named by no snapshot";
            findings.Add(new Finding(FindingKinds.SnapshotUnfinished, stat.Key, $"{stat.Size} bytes, {place}."));
        }
    }
}

/// <summary>A snapshot whose every chunk is as it was written.</summary>
/// <param name="Header">The place at which it was cut.</param>
/// <param name="Digest">The digest of the state in it.</param>
internal sealed record CheckedSnapshot(SnapshotHeader Header, string Digest);
