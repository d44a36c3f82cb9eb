using System.Globalization;
using Garam.Storage.Errors;

namespace Garam.Journal.Snapshots;

/// <summary>Names of a snapshot's objects: <c>snapshots/{sequence:D20}/chunk-{index:D6}</c> and <c>…/manifest</c>.</summary>
public static class SnapshotKeys
{
    public const string Prefix = "snapshots/";

    /// <summary>The manifest's name in the folder of its snapshot.</summary>
    public const string ManifestName = "manifest";

    private const int SequenceDigits = 20;

    public static string Manifest(long sequence) => $"{Folder(sequence)}/{ManifestName}";

    public static string Chunk(SnapshotChunk chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"{Folder(chunk.Owner)}/chunk-{chunk.Index:D6}");

    /// <summary>
    /// Sorts after every object of the snapshot at <paramref name="sequence"/> and before those of later ones: '0' follows '/'.
    /// </summary>
    public static string After(long sequence) => Folder(sequence) + "0";

    public static bool IsManifest(string key) => key.EndsWith("/" + ManifestName, StringComparison.Ordinal);

    /// <summary>The snapshot whose folder the object lies in.</summary>
    public static long SequenceOf(string key) =>
        TryParse(key, out var sequence)
            ? sequence
            : throw new GaramException(ErrorKind.Corrupt, $"{key} is not the name of a part of a snapshot.");

    public static bool TryParse(string key, out long sequence)
    {
        sequence = 0;
        return key.Length > Prefix.Length + SequenceDigits
            && long.TryParse(key.AsSpan(Prefix.Length, SequenceDigits), NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
    }

    private static string Folder(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sequence:D20}");
}
