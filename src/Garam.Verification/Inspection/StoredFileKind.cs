using System.Buffers.Binary;

namespace Garam.Verification.Inspection;

/// <summary>The kind of a stored file, by its first bytes.</summary>
public static class StoredFileKind
{
    public const string Segment = "segment";
    public const string JournalEntry = "journal entry";
    public const string SnapshotManifest = "snapshot manifest";
    public const string SnapshotChunk = "snapshot chunk";

    /// <summary>Null when it is none of a store's.</summary>
    public static string? Of(ReadOnlySpan<byte> file)
    {
        if (file.Length < sizeof(uint))
        {
            return null;
        }

        return BinaryPrimitives.ReadUInt32BigEndian(file) switch
        {
            0x47415241 when file.StartsWith("GARAMSEG"u8) => Segment,
            0x47524D4A => JournalEntry,
            0x4752534D => SnapshotManifest,
            0x47525343 => SnapshotChunk,
            0x4752464C => "journal floor",
            0x4752534B => "skip record",
            _ when file.StartsWith("garam store "u8) => "store marker",
            _ => null,
        };
    }
}
