using System.Buffers;
using System.Text;

namespace Garam.Cli.Records.Input;

/// <summary>Reads a line as a value, or as a key, a separator and a value. The bytes stay as they are.</summary>
/// <param name="separator">Null for lines without keys.</param>
/// <param name="nullMarker">A value that is exactly this is a tombstone; null for no tombstones.</param>
internal sealed class RawInput(byte[]? separator, byte[]? nullMarker) : IInputFormat
{
    public string? Parse(ReadOnlyMemory<byte> line, out InputRecord record)
    {
        record = default;
        if (separator is null)
        {
            record = new InputRecord(null, ToValue(line));
            return null;
        }

        var end = line.Span.IndexOf(separator);
        if (end < 0)
        {
            return $"it has no key separator '{Encoding.UTF8.GetString(separator)}'";
        }

        record = new InputRecord(line[..end], ToValue(line[(end + separator.Length)..]));
        return null;
    }

    /// <remarks>A plain null in the conditional would silently become an empty value.</remarks>
    private ReadOnlyMemory<byte>? ToValue(ReadOnlyMemory<byte> bytes) =>
        nullMarker is not null && bytes.Span.SequenceEqual(nullMarker) ? default(ReadOnlyMemory<byte>?) : bytes;
}

/// <summary>Reads keys and values as hexadecimal digits, and ignores white space between them. Owns the decoded bytes.</summary>
/// <param name="separator">Null for lines without keys.</param>
/// <param name="nullMarker">A value that is exactly this is a tombstone; null for no tombstones.</param>
internal sealed class HexInput(byte[]? separator, byte[]? nullMarker) : IInputFormat
{
    private readonly RawInput _raw = new(separator, nullMarker);
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public string? Parse(ReadOnlyMemory<byte> line, out InputRecord record)
    {
        if (_raw.Parse(line, out record) is { } fault)
        {
            return fault;
        }

        _bytes.ResetWrittenCount();
        _ = _bytes.GetMemory(line.Length + 1);
        if (!TryDecode(record.Key, out var key) || !TryDecode(record.Value, out var value))
        {
            return "it is not made of pairs of hexadecimal digits";
        }

        record = new InputRecord(key, value);
        return null;
    }

    private bool TryDecode(ReadOnlyMemory<byte>? text, out ReadOnlyMemory<byte>? bytes)
    {
        bytes = null;
        if (text is not { } digits)
        {
            return true;
        }

        var destination = _bytes.GetMemory((digits.Length / 2) + 1);
        var (count, high) = (0, -1);
        foreach (var letter in digits.Span)
        {
            if (letter is (byte)' ' or (byte)'\t' or (byte)'\r')
            {
                continue;
            }

            if (!char.IsAsciiHexDigit((char)letter))
            {
                return false;
            }

            var digit = Digit(letter);
            if (high >= 0)
            {
                destination.Span[count++] = (byte)((high << 4) | digit);
            }

            high = high >= 0 ? -1 : digit;
        }

        bytes = destination[..count];
        _bytes.Advance(count);
        return high < 0;
    }

    private static int Digit(byte letter) => letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10;
}
