using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Garam.Protocol.Records;

namespace Garam.Cli.Records.Formats;

/// <summary>Prints records by a template. Allocates nothing: it prints millions of records a second.</summary>
internal sealed class TemplateFormat : IRecordFormat
{
    private readonly TemplatePiece[] _pieces;
    private readonly byte[] _null;

    /// <param name="pieces">The pieces from <see cref="TemplateParser"/>.</param>
    /// <param name="nullText">Stands for a missing key or value.</param>
    public TemplateFormat(IEnumerable<TemplatePiece> pieces, string nullText) =>
        (_pieces, _null) = ([.. pieces], Encoding.UTF8.GetBytes(nullText));

    public void Write(in Record record, RecordOrigin origin, IBufferWriter<byte> output)
    {
        foreach (ref readonly var piece in _pieces.AsSpan())
        {
            Write(piece, record, origin, output);
        }
    }

    private void Write(in TemplatePiece piece, in Record record, RecordOrigin origin, IBufferWriter<byte> output)
    {
        switch (piece.Kind)
        {
            case FieldKind.Literal:
                output.Write(piece.Text);
                break;
            case FieldKind.Value:
                FieldWriter.WriteBytes(
                    output, record.HasValue ? record.Value : _null, record.HasValue ? piece.Encoding : FieldEncoding.Raw);
                break;
            case FieldKind.Key:
                FieldWriter.WriteBytes(output, record.HasKey ? record.Key : _null, record.HasKey ? piece.Encoding : FieldEncoding.Raw);
                break;
            case FieldKind.Topic:
                output.Write(origin.Topic);
                break;
            case FieldKind.Headers:
                WriteHeaders(record.Headers, output);
                break;
            case FieldKind.Header:
                WriteHeader(record.Headers, piece.Text, output);
                break;
            case FieldKind.Time:
                FieldWriter.WriteTime(output, record.Timestamp);
                break;
            default:
                FieldWriter.WriteNumber(output, Number(piece.Kind, record, origin));
                break;
        }
    }

    /// <summary>The size of a missing key or value is -1, as in kcat.</summary>
    private static long Number(FieldKind kind, in Record record, RecordOrigin origin) => kind switch
    {
        FieldKind.Partition => origin.Partition,
        FieldKind.Offset => record.Offset,
        FieldKind.Timestamp => record.Timestamp,
        FieldKind.KeySize => record.HasKey ? record.Key.Length : -1,
        FieldKind.ValueSize => record.HasValue ? record.Value.Length : -1,
        FieldKind.HeaderCount => record.Headers.Count,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private void WriteHeaders(HeaderReader headers, IBufferWriter<byte> output)
    {
        for (var isFirst = true; headers.MoveNext(); isFirst = false)
        {
            if (!isFirst)
            {
                output.Write(","u8);
            }

            output.Write(headers.Key);
            output.Write("="u8);
            output.Write(headers.HasValue ? headers.Value : _null);
        }
    }

    /// <summary>Writes the last header of this name, which counts in Kafka's clients.</summary>
    private void WriteHeader(HeaderReader headers, ReadOnlySpan<byte> name, IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> found = _null;
        while (headers.MoveNext())
        {
            if (headers.Key.SequenceEqual(name))
            {
                found = headers.HasValue ? headers.Value : _null;
            }
        }

        output.Write(found);
    }
}

/// <summary>Writes single fields as text.</summary>
internal static class FieldWriter
{
    private const int NumberBytesMax = 20;
    private const int TimeBytes = 24;

    /// <summary>The range of <see cref="DateTimeOffset"/>: from the year 1 to the year 9999.</summary>
    private const long TimestampMsMin = -62_135_596_800_000;
    private const long TimestampMsMax = 253_402_300_799_999;

    public static void WriteNumber(IBufferWriter<byte> output, long number)
    {
        _ = Utf8Formatter.TryFormat(number, output.GetSpan(NumberBytesMax), out var written);
        output.Advance(written);
    }

    /// <summary>Writes RFC 3339 in UTC. A timestamp outside the range stays a number.</summary>
    public static void WriteTime(IBufferWriter<byte> output, long timestampMs)
    {
        if (timestampMs is < TimestampMsMin or > TimestampMsMax)
        {
            WriteNumber(output, timestampMs);
            return;
        }

        _ = DateTimeOffset.FromUnixTimeMilliseconds(timestampMs).TryFormat(
            output.GetSpan(TimeBytes), out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);
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
