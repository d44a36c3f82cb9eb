namespace Garam.Protocol.Records;

/// <summary>
/// Splits bytes that hold one batch after the other, as in a Fetch response. The last batch may be cut off, because a fetch ends where its
/// byte limit falls. It is not returned, and <see cref="RemainingBytes"/> counts its bytes.
/// </summary>
public ref struct BatchSequenceReader(ReadOnlySpan<byte> batches)
{
    private ReadOnlySpan<byte> _rest = batches;

    /// <summary>The whole current batch.</summary>
    public ReadOnlySpan<byte> Current { readonly get; private set; }

    /// <summary>The number of bytes after the current batch.</summary>
    public readonly int RemainingBytes => _rest.Length;

    public bool MoveNext()
    {
        var size = RecordBatchHeader.ReadSizeBytes(_rest);
        if (size < RecordBatchLayout.Records || size > _rest.Length)
        {
            Current = default;
            return false;
        }

        Current = _rest[..(int)size];
        _rest = _rest[(int)size..];
        return true;
    }
}
