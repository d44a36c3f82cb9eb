using Garam.Journal.Snapshots;
using Garam.Storage.Errors;
using Garam.Verification.Inspection;

namespace Garam.CommandLine.Stores;

/// <summary>Reads the files that a manifest names, or the one chunk that was asked for. Reads one chunk at a time.</summary>
internal sealed class SnapshotFiles
{
    private readonly string _path;
    private readonly ReadOnlyMemory<byte> _bytes;

    public SnapshotFiles(string path, ReadOnlyMemory<byte> bytes)
    {
        (_path, _bytes) = (path, bytes);
        if (StoredFileKind.Of(bytes.Span) == StoredFileKind.SnapshotChunk)
        {
            return;
        }

        try
        {
            Manifest = SnapshotManifest.Decode(bytes, path);
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
                yield return (Path.GetFileName(_path), InspectedChunk.Of(_bytes, _path, null));
            }

            yield break;
        }

        // A chunk may lie in an earlier snapshot's folder.
        var root = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(_path)))!;
        foreach (var chunk in Manifest.Chunks)
        {
            var key = SnapshotKeys.Chunk(chunk);
            var file = Path.Combine(root, key);
            yield return File.Exists(file)
                ? (key, InspectedChunk.Of(await File.ReadAllBytesAsync(file, cancellation), key, chunk))
                : (key, new InspectedChunk(0, [], [$"{key} is missing, but the manifest names it."]));
        }
    }
}
