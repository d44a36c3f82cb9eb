using Garam.Metadata;
using Garam.Storage.Format;
using Garam.Storage.Locations;
using Garam.Stores;
using Garam.Verification.Inspection;

namespace Garam.CommandLine.Stores;

/// <summary>Finds the store that a file lies in, if it lies in one.</summary>
internal static class StoreAround
{
    /// <summary>Returns the folder above "segments/" or "snapshots/" if it is marked as a store.</summary>
    public static string? RootOf(string path, int levels)
    {
        var root = path;
        for (var i = 0; i < levels && root is not null; i++)
        {
            root = Path.GetDirectoryName(root);
        }

        return root is not null && File.Exists(Path.Combine(root, StoreFormat.Key)) ? root : null;
    }

    public static async ValueTask<SegmentPlaces?> PlacesOfAsync(string segmentPath, CancellationToken cancellation)
    {
        // From segments/NAME or segments/FOLDER/NAME.
        if ((RootOf(segmentPath, levels: 2) ?? RootOf(segmentPath, levels: 3)) is not { } root
            || !SegmentId.TryParseKey(Path.GetRelativePath(root, segmentPath), out var segment))
        {
            return null;
        }

        await using var store = await StoreOpener.ReadAsync(StoreLocation.OfDirectory(root), readers: null, cancellation);
        return await SegmentPlaces.ReadAsync(store.Objects, segment, TimeProvider.System, cancellation);
    }
}
