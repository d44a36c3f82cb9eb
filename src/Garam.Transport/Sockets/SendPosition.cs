namespace Garam.Transport.Sockets;

/// <summary>The progress of sending a list of slices. Never points at an empty slice.</summary>
internal readonly struct SendPosition
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _slices;

    public SendPosition(IReadOnlyList<ReadOnlyMemory<byte>> slices)
        : this(slices, 0, 0, 0)
    {
    }

    private SendPosition(IReadOnlyList<ReadOnlyMemory<byte>> slices, int index, int offset, long sentBytes)
    {
        while (index < slices.Count && offset >= slices[index].Length)
        {
            offset -= slices[index].Length;
            index++;
        }

        (_slices, Index, Offset, SentBytes) = (slices, index, offset, sentBytes);
    }

    /// <summary>The next slice.</summary>
    public int Index { get; }

    /// <summary>The bytes of it that are sent already.</summary>
    public int Offset { get; }

    /// <summary>The bytes sent of all slices.</summary>
    public long SentBytes { get; }

    public bool IsEnd => Index == _slices.Count;

    public IReadOnlyList<ReadOnlyMemory<byte>> Slices => _slices;

    public ReadOnlyMemory<byte> Current(int bytesMax)
    {
        var rest = _slices[Index][Offset..];
        return rest.Length <= bytesMax ? rest : rest[..bytesMax];
    }

    public SendPosition Advance(int bytes) => new(_slices, Index, Offset + bytes, SentBytes + bytes);
}
