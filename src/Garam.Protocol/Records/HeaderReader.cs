namespace Garam.Protocol.Records;

/// <summary>
/// Walks the headers of one record, which the record reader has already checked: <c>while (headers.MoveNext()) … headers.Key …</c>.
/// </summary>
public ref struct HeaderReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _remaining;

    internal HeaderReader(ReadOnlySpan<byte> bytes, int count)
    {
        _bytes = bytes;
        _remaining = count;
        Count = count;
    }

    public int Count { get; }

    /// <summary>The key in UTF-8.</summary>
    public ReadOnlySpan<byte> Key { readonly get; private set; }

    public ReadOnlySpan<byte> Value { readonly get; private set; }

    public bool HasValue { readonly get; private set; }

    public bool MoveNext()
    {
        if (_remaining == 0)
        {
            return false;
        }

        _remaining--;
        _position = RecordField.Read(_bytes, _position, out var key, out _);
        Key = key;
        _position = RecordField.Read(_bytes, _position, out var value, out var hasValue);
        Value = value;
        HasValue = hasValue;
        return true;
    }

    /// <summary>Checks <paramref name="count"/> headers and returns the position after them, or -1.</summary>
    internal static int Skip(ReadOnlySpan<byte> bytes, int position, int count)
    {
        for (var i = 0; i < count && position >= 0; i++)
        {
            position = RecordField.Read(bytes, position, out _, out var hasKey);
            if (position < 0 || !hasKey)
            {
                return -1;
            }

            position = RecordField.Read(bytes, position, out _, out _);
        }

        return position;
    }
}
