using Garam.Journal.Snapshots;
using Garam.Storage.Errors;
using Garam.Verification.Inspection;

namespace Garam.CommandLine.Stores;

/// <summary>Reads the files that a manifest names, or the one chunk that was asked for. Reads one chunk at a time.</summary>
internal sealed class SnapshotFiles
{
    private readonly StoredFile _file;
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <param name="file">The manifest or the chunk. Not owned.</param>
    /// <param name="bytes">Its content.</param>
    public SnapshotFiles(StoredFile file, ReadOnlyMemory<byte> bytes)
    {
        (_file, _bytes) = (file, bytes);
        if (StoredFileKind.Of(bytes.Span) == StoredFileKind.SnapshotChunk)
        {
            return;
        }

        try
        {
            Manifest = SnapshotManifest.Decode(bytes, file.Name);
        }
        catch (GaramException fault)
        {
            Fault = fault.Message;
        }
    }

    /// <summary>Null for a single chunk, and for a damaged manifest.</summary>
    public SnapshotManifest? Manifest { get; }

    public string? Fault { get; }

    public async IAsyncEnumerable<(string Name, InspectedChunk Chunk)> ReadChunksAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Manifest is null)
        {
            if (Fault is null)
            {
                yield return (_file.Name, InspectedChunk.Of(_bytes, _file.Name, null));
            }

            yield break;
        }

        // A chunk may lie in an earlier snapshot's folder.
        foreach (var chunk in Manifest.Chunks)
        {
            var key = SnapshotKeys.Chunk(chunk);
            yield return await _file.ReadBesideAsync(key, cancellation) is { } bytes
                ? (key, InspectedChunk.Of(bytes, key, chunk))
                : (key, new InspectedChunk(0, [], [$"{key} is missing, but the manifest names it."]));
        }
    }
}
