namespace Garam.Cli.Records.Input;

/// <summary>
/// Cuts a stream into lines, in one buffer that grows with the longest line and no further. Lines are borrowed until the next
/// <see cref="FillAsync"/>. The last line counts even without a delimiter after it. Borrows the stream; one caller at a time.
/// </summary>
internal sealed class DelimitedReader(Stream stream, byte[] delimiter)
{
    /// <summary>More than a broker takes in one request: a user with such a line has forgotten the delimiter.</summary>
    public const int LineBytesMax = 256 << 20;

    private const int BufferBytesFirst = 1 << 20;

    private byte[] _buffer = new byte[BufferBytesFirst];
    private int _start;
    private int _end;
    private int _searched;
    private bool _isEnded;

    /// <summary>The number of the line that was taken last, from 1 on.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The bytes of the lines taken so far, with their delimiters.</summary>
    public long BytesTaken { get; private set; }

    /// <summary>The bytes of a line that has not ended yet.</summary>
    public int UnfinishedBytes => _end - _start;

    /// <summary>Takes a line that has already been read.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> line)
    {
        var found = _buffer.AsSpan(_searched, _end - _searched).IndexOf(delimiter);
        if (found >= 0)
        {
            line = _buffer.AsMemory(_start, _searched + found - _start);
            Move(_searched + found + delimiter.Length);
            return true;
        }

        // A delimiter of several bytes may have begun already.
        _searched = Math.Max(_start, _end - delimiter.Length + 1);
        line = _buffer.AsMemory(_start, _end - _start);
        if (!_isEnded || _start == _end)
        {
            return false;
        }

        Move(_end);
        return true;
    }

    /// <summary>Reads more. Returns false at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">A line is longer than any that could be sent.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_isEnded)
        {
            return false;
        }

        MakeRoom();

        // A read from a terminal or a pipe cannot be cancelled, so it is abandoned. The program ends soon, and the read with it.
        var read = await Task.Run(() => stream.Read(_buffer, _end, _buffer.Length - _end), CancellationToken.None).WaitAsync(cancellation);
        _end += read;
        _isEnded = read == 0;
        return !_isEnded || _start < _end;
    }

    private void MakeRoom()
    {
        var held = _end - _start;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, held).CopyTo(_buffer);
            (_searched, _end, _start) = (_searched - _start, held, 0);
        }

        if (held == _buffer.Length)
        {
            if (held >= LineBytesMax)
            {
                throw new InvalidDataException($"line {LineNumber + 1} is longer than {LineBytesMax >> 20} MiB: is --delimiter right?");
            }

            Array.Resize(ref _buffer, held * 2);
        }
    }

    private void Move(int position)
    {
        BytesTaken += position - _start;
        LineNumber++;
        (_start, _searched) = (position, position);
    }
}
