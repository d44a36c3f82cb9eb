using System.Text;

namespace Garam.Cli.Records.Input;

/// <summary>A line is a value, or a key, a separator and a value. Bytes go through as they are.</summary>
/// <param name="separator">Null: there are no keys in the lines.</param>
/// <param name="nullMarker">A value that is exactly this is a tombstone; null: there are none.</param>
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
            return $"there is no key separator '{Encoding.UTF8.GetString(separator)}' in it";
        }

        record = new InputRecord(line[..end], ToValue(line[(end + separator.Length)..]));
        return null;
    }

    /// <remarks>A plain null in the conditional would silently become an empty value.</remarks>
    private ReadOnlyMemory<byte>? ToValue(ReadOnlyMemory<byte> bytes) =>
        nullMarker is not null && bytes.Span.SequenceEqual(nullMarker) ? default(ReadOnlyMemory<byte>?) : bytes;
}
