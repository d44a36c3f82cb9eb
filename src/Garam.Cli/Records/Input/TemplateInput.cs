using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Garam.Cli.Records.Formats;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Protocol.Records;

namespace Garam.Cli.Records.Input;

/// <summary>
/// Reads lines by a template in the language of <c>garam consume --format</c>: fields with text between them. A field ends where the text
/// after it first occurs; the last field takes the rest.
/// </summary>
internal sealed class TemplateInput : IInputFormat
{
    private readonly TemplatePiece[] _pieces;
    private readonly byte[]? _nullMarker;
    private readonly DateTimeOffset _now;
    private readonly List<RecordHeader> _headers = [];

    private TemplateInput(TemplatePiece[] pieces, byte[]? nullMarker, DateTimeOffset now) =>
        (_pieces, _nullMarker, _now) = (pieces, nullMarker, now);

    /// <param name="text">The template. A delimiter at its end means the end of the line.</param>
    /// <param name="delimiter">The end of a line.</param>
    /// <param name="nullMarker">A key or a value that is exactly this is missing; null for none.</param>
    /// <param name="now">The origin of times such as "10m ago".</param>
    /// <exception cref="CommandException">The text is not a template, or no line can be read by it.</exception>
    public static TemplateInput Create(string text, byte[] delimiter, byte[]? nullMarker, DateTimeOffset now)
    {
        List<TemplatePiece> pieces = [.. TemplateParser.Parse(text, "--format")];
        if (pieces is [.., { Kind: FieldKind.Literal } last] && last.Text.AsSpan().EndsWith(delimiter))
        {
            pieces.RemoveAt(pieces.Count - 1);
            if (last.Text!.Length > delimiter.Length)
            {
                pieces.Add(new TemplatePiece(FieldKind.Literal, last.Text[..^delimiter.Length]));
            }
        }

        return Fault(pieces) is { } fault
            ? throw new CommandException(ExitCode.Usage, $"--format: {fault}, in '{text}'.")
            : new TemplateInput([.. pieces], nullMarker, now);
    }

    public string? Parse(ReadOnlyMemory<byte> line, out InputRecord record)
    {
        record = default;
        _headers.Clear();
        var at = 0;
        for (var i = 0; i < _pieces.Length; i++)
        {
            var piece = _pieces[i];
            if (piece.Kind == FieldKind.Literal)
            {
                if (!line.Span[at..].StartsWith(piece.Text))
                {
                    return $"'{Encoding.UTF8.GetString(piece.Text!)}' is not where the template has it";
                }

                at += piece.Text!.Length;
                continue;
            }

            var length = i + 1 < _pieces.Length ? line.Span[at..].IndexOf(_pieces[i + 1].Text) : line.Length - at;
            if (length < 0)
            {
                return $"there is no '{Encoding.UTF8.GetString(_pieces[i + 1].Text!)}' after its {NameOf(piece)}";
            }

            if (Take(piece, line.Slice(at, length), ref record) is { } fault)
            {
                return fault;
            }

            at += length;
        }

        record = _headers.Count > 0 ? record with { Headers = [.. _headers] } : record;
        return at == line.Length ? null : "it continues after the end of the template";
    }

    /// <summary>Returns the reason why no line can be read by these pieces, or null.</summary>
    private static string? Fault(List<TemplatePiece> pieces)
    {
        foreach (var piece in pieces)
        {
            if (piece.Kind is FieldKind.Topic or FieldKind.Offset or FieldKind.Headers
                or FieldKind.KeySize or FieldKind.ValueSize or FieldKind.HeaderCount)
            {
                return "records are made of key, value, partition, timestamp, time and header:NAME; the other fields can only be printed";
            }
        }

        for (var i = 1; i < pieces.Count; i++)
        {
            if (pieces[i].Kind != FieldKind.Literal && pieces[i - 1].Kind != FieldKind.Literal)
            {
                return "there has to be text between two fields, or the end of the first is unknown";
            }
        }

        var fields = pieces.Where(piece => piece.Kind != FieldKind.Literal).ToArray();
        return fields.Length == 0 ? "there is no field in it"
            : fields.GroupBy(NameOf).Any(same => same.Count() > 1) ? "a field occurs twice"
            : null;
    }

    private string? Take(TemplatePiece piece, ReadOnlyMemory<byte> bytes, ref InputRecord record)
    {
        switch (piece.Kind)
        {
            case FieldKind.Key or FieldKind.Value:
                if (!TryDecode(bytes, piece.Encoding, out var decoded))
                {
                    var form = piece.Encoding == FieldEncoding.Hex ? "made of pairs of hexadecimal digits" : "base64";
                    return $"its {NameOf(piece)} is not {form}";
                }

                record = piece.Kind == FieldKind.Key ? record with { Key = decoded } : record with { Value = decoded };
                return null;
            case FieldKind.Header:
                _headers.Add(new RecordHeader(Encoding.UTF8.GetString(piece.Text!), bytes));
                return null;
            case FieldKind.Partition:
                var isPartition = int.TryParse(bytes.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var partition);
                record = record with { Partition = partition };
                return isPartition ? null : $"'{Encoding.UTF8.GetString(bytes.Span)}' is not the number of a partition";
            case FieldKind.Timestamp when long.TryParse(bytes.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var timestampMs):
                record = record with { TimestampMs = timestampMs };
                return null;
            default:
                var isTime = TimeText.TryParse(Encoding.UTF8.GetString(bytes.Span), _now, out var timeMs);
                record = record with { TimestampMs = timeMs };
                return isTime ? null : $"'{Encoding.UTF8.GetString(bytes.Span)}' is not a time";
        }
    }

    private bool TryDecode(ReadOnlyMemory<byte> bytes, FieldEncoding encoding, out ReadOnlyMemory<byte>? decoded)
    {
        decoded = bytes;
        if (_nullMarker is not null && bytes.Span.SequenceEqual(_nullMarker))
        {
            decoded = null;
            return true;
        }

        switch (encoding)
        {
            case FieldEncoding.Raw:
                return true;
            case FieldEncoding.Hex:
                var hex = new byte[bytes.Length / 2];
                decoded = hex;
                return bytes.Length % 2 == 0 && Convert.FromHexString(bytes.Span, hex, out _, out _) == System.Buffers.OperationStatus.Done;
            default:
                var base64 = new byte[Base64.GetMaxDecodedFromUtf8Length(bytes.Length)];
                var status = Base64.DecodeFromUtf8(bytes.Span, base64, out _, out var written);
                decoded = base64.AsMemory(0, written);
                return status == System.Buffers.OperationStatus.Done;
        }
    }

    private static string NameOf(TemplatePiece piece) => piece.Kind switch
    {
        FieldKind.Header => $"header {Encoding.UTF8.GetString(piece.Text!)}",
        FieldKind.Time => "timestamp",
        _ => piece.Kind.ToString().ToLowerInvariant(),
    };
}
