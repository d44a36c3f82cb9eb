using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Garam.Journal.Snapshots;

/// <summary>One piece of a snapshot, which may lie in an earlier snapshot's folder if it has not changed since.</summary>
/// <param name="Owner">The sequence number of the snapshot that wrote it.</param>
/// <param name="Index">Its place in that snapshot.</param>
/// <param name="Length">In bytes, without what the stored object adds.</param>
/// <param name="Hash">The first half of the content's SHA-256: equal hash and length are equal content.</param>
public readonly record struct SnapshotChunk(long Owner, int Index, int Length, UInt128 Hash)
{
    public static UInt128 HashOf(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public bool Holds(ReadOnlySpan<byte> content) => content.Length == Length && HashOf(content) == Hash;
}
