namespace Garam.Protocol.Wire;

/// <summary>
/// The value of a records field: null, or batches in one or several places. It borrows: its creator keeps the memory alive until the
/// message is sent or dropped. The codec never copies the batches and never looks inside.
/// </summary>
public readonly struct RecordSlices
{
    private readonly ReadOnlyMemory<byte> _single;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>>? _slices;
    private readonly bool _hasValue;

    public RecordSlices(ReadOnlyMemory<byte> records)
    {
        _single = records;
        _hasValue = true;
        Length = records.Length;
    }

    public RecordSlices(IReadOnlyList<ReadOnlyMemory<byte>> slices, int length)
    {
        _slices = slices;
        _hasValue = true;
        Length = length;
    }

    public static RecordSlices Null => default;

    public static RecordSlices Empty { get; } = new(ReadOnlyMemory<byte>.Empty);

    public bool IsNull => !_hasValue;

    /// <summary>The number of bytes in all slices together.</summary>
    public int Length { get; }

    public int SliceCount => _slices?.Count ?? (_hasValue ? 1 : 0);

    public ReadOnlyMemory<byte> this[int index] => _slices is null ? _single : _slices[index];
}
