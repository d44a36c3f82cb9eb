namespace Garam.Storage;

/// <summary>
/// Compares what lies under a key with what was to be written there. "Exists already" does not say whose object it is: a create whose
/// answer was lost, or which something between here and the store repeated, has succeeded.
/// </summary>
public static class StoredContent
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>
    /// False when it is something else, or when nothing is there. Faults of the store are thrown. Up to 64 KiB every byte is compared,
    /// because journal entries of two leaders meet under one name. Longer content is a segment's or a snapshot's, whose names no two
    /// writers share: length and checksum tell those apart, where the store keeps a checksum.
    /// </summary>
    public static async ValueTask<bool> IsAsync(
        IObjectStore store, string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        if (content.Length > PieceBytes)
        {
            var stat = await store.StatAsync(key, cancellation);
            if (stat?.Size != content.Length || stat?.Checksum is not null)
            {
                return stat?.Size == content.Length && stat?.Checksum == ContentChecksum.Of(content.Span);
            }
        }

        // One byte more than expected, so that a longer object is told apart too.
        var piece = new byte[Math.Min(content.Length + 1, PieceBytes)];
        for (var position = 0; ;)
        {
            var read = await store.ReadAsync(key, position, piece, cancellation);
            var expected = content.Span[position..];
            if (!read.Found || read.BytesRead > expected.Length
                || !piece.AsSpan(0, read.BytesRead).SequenceEqual(expected[..read.BytesRead]))
            {
                return false;
            }

            position += read.BytesRead;
            if (read.BytesRead < piece.Length)
            {
                return position == content.Length;
            }
        }
    }
}
