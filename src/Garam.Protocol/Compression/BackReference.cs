namespace Garam.Protocol.Compression;

/// <summary>The copy that Lempel-Ziv formats make from their own output.</summary>
internal static class BackReference
{
    /// <summary>Repeats <paramref name="length"/> bytes that lie <paramref name="offset"/> before <paramref name="end"/>. A copy longer than its offset repeats itself.</summary>
    public static void Copy(Span<byte> output, int end, int offset, int length)
    {
        var source = end - offset;
        while (length > 0)
        {
            // What has been copied so far can be copied again, so each round doubles.
            var count = Math.Min(length, end - source);
            output.Slice(source, count).CopyTo(output[end..]);
            end += count;
            length -= count;
        }
    }
}
