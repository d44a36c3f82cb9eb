using System.Buffers;
using System.Buffers.Text;

namespace Garam.Cli.Records.Formats;

/// <summary>Single fields as bytes of text.</summary>
internal static class FieldWriter
{
    private const int NumberBytesMax = 20;
    private const int TimeBytes = 24;

    /// <summary>What <see cref="DateTimeOffset"/> can show: from the year 1 to the year 9999.</summary>
    private const long TimestampMsMin = -62_135_596_800_000;
    private const long TimestampMsMax = 253_402_300_799_999;

    public static void WriteNumber(IBufferWriter<byte> output, long number)
    {
        _ = Utf8Formatter.TryFormat(number, output.GetSpan(NumberBytesMax), out var written);
        output.Advance(written);
    }

    /// <summary>RFC 3339 in UTC; a timestamp that is no time stays a number.</summary>
    public static void WriteTime(IBufferWriter<byte> output, long timestampMs)
    {
        if (timestampMs is < TimestampMsMin or > TimestampMsMax)
        {
            WriteNumber(output, timestampMs);
            return;
        }

        _ = DateTimeOffset.FromUnixTimeMilliseconds(timestampMs).TryFormat(output.GetSpan(TimeBytes), out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);
        output.Advance(written);
    }

    public static void WriteBytes(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes, FieldEncoding encoding)
    {
        switch (encoding)
        {
            case FieldEncoding.Raw:
                output.Write(bytes);
                break;
            case FieldEncoding.Hex:
                _ = Convert.TryToHexStringLower(bytes, output.GetSpan(bytes.Length * 2), out var digits);
                output.Advance(digits);
                break;
            default:
                _ = Base64.EncodeToUtf8(bytes, output.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
                output.Advance(written);
                break;
        }
    }
}
