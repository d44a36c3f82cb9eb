using System.Buffers;

namespace Garam.Cli.Records.Consuming;

/// <summary>
/// Collects output and writes it in large pieces: when a piece is full, and when the caller has nothing more for now. Borrows the stream.
/// One thread at a time.
/// </summary>
internal sealed class OutputBuffer(Stream stream) : IBufferWriter<byte>
{
    /// <summary>Four times what a pipe holds: larger pieces were not faster.</summary>
    private const int PieceBytes = 256 << 10;

    private byte[] _buffer = new byte[PieceBytes];
    private int _used;

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_used);
    }

    /// <exception cref="IOException">The disk is full, or the reader has gone.</exception>
    public void Flush()
    {
        if (_used > 0)
        {
            // Cleared first: a piece that failed once is not written again while the program ends.
            var used = _used;
            _used = 0;
            stream.Write(_buffer.AsSpan(0, used));
        }

        stream.Flush();
    }

    private void MakeRoom(int sizeHint)
    {
        sizeHint = Math.Max(sizeHint, 1);
        if (_buffer.Length - _used < sizeHint)
        {
            Flush();
            if (_buffer.Length < sizeHint)
            {
                _buffer = new byte[sizeHint];
            }
        }
    }
}
