using System.Buffers;
using System.Text;
using Garam.Cli.Terminal;

namespace Garam.Cli.Records.Formats;

/// <summary>
/// Parses a template: text with escapes, letters after a percent sign (those of kcat and rpk) and names in braces. Braces around anything
/// but a name are text, so that a template can hold JSON; <c>{{</c> is always a single brace.
/// </summary>
internal sealed class TemplateParser
{
    private static readonly Dictionary<char, FieldKind> Letters = new()
    {
        ['t'] = FieldKind.Topic,
        ['p'] = FieldKind.Partition,
        ['o'] = FieldKind.Offset,
        ['k'] = FieldKind.Key,
        ['K'] = FieldKind.KeySize,
        ['s'] = FieldKind.Value,
        ['v'] = FieldKind.Value,
        ['S'] = FieldKind.ValueSize,
        ['V'] = FieldKind.ValueSize,
        ['h'] = FieldKind.Headers,
        ['H'] = FieldKind.HeaderCount,
        ['T'] = FieldKind.Timestamp,
    };

    private static readonly Dictionary<string, FieldKind> Names = new()
    {
        ["topic"] = FieldKind.Topic,
        ["partition"] = FieldKind.Partition,
        ["offset"] = FieldKind.Offset,
        ["key"] = FieldKind.Key,
        ["value"] = FieldKind.Value,
        ["headers"] = FieldKind.Headers,
        ["header"] = FieldKind.Header,
        ["timestamp"] = FieldKind.Timestamp,
        ["time"] = FieldKind.Time,
        ["key-size"] = FieldKind.KeySize,
        ["value-size"] = FieldKind.ValueSize,
        ["header-count"] = FieldKind.HeaderCount,
    };

    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz-");

    private readonly string _text;
    private readonly List<TemplatePiece> _pieces = [];
    private readonly List<byte> _literal = [];
    private int _at;

    private TemplateParser(string text) => _text = text;

    /// <exception cref="CommandException">The template is wrong; the message says where.</exception>
    public static IReadOnlyList<TemplatePiece> Parse(string text, string flag)
    {
        var parser = new TemplateParser(text);
        while (parser._at < text.Length)
        {
            var start = parser._at;
            if (parser.Step() is { } fault)
            {
                throw new CommandException(ExitCode.Usage, $"{flag}: {fault}, at character {start + 1} of '{text}'.");
            }
        }

        parser.EndLiteral();
        return parser._pieces;
    }

    /// <summary>Reads one piece. Returns its fault, or null.</summary>
    private string? Step()
    {
        switch (_text[_at])
        {
            case '\\':
                return Escapes.TryDecodeOne(_text, ref _at, _literal, out var fault) ? null : fault;
            case '%':
                return StepLetter();
            case '{' when _at + 1 < _text.Length && _text[_at + 1] == '{':
                _literal.Add((byte)'{');
                _at += 2;
                return null;
            case '{' when NameLength() is > 0 and var length:
                return StepName(_text.Substring(_at + 1, length));
            default:
                var end = _text.AsSpan(_at + 1).IndexOfAny('\\', '%', '{');
                end = end < 0 ? _text.Length : _at + 1 + end;
                _literal.AddRange(Encoding.UTF8.GetBytes(_text[_at..end]));
                _at = end;
                return null;
        }
    }

    private string? StepLetter()
    {
        var letter = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
        if (letter == '%')
        {
            _literal.Add((byte)'%');
        }
        else if (Letters.TryGetValue(letter, out var kind))
        {
            Add(new TemplatePiece(kind));
        }
        else
        {
            return letter == '\0' ? "it ends with a single %" : $"there is no %{letter} (write %% for a percent sign)";
        }

        _at += 2;
        return null;
    }

    private string? StepName(string inner)
    {
        var colon = inner.IndexOf(':');
        var (name, detail) = colon < 0 ? (inner, null) : (inner[..colon], inner[(colon + 1)..]);
        if (!Names.TryGetValue(name, out var kind))
        {
            return $"there is no {{{name}}}.{Suggestion.For(name, Names.Keys)}".TrimEnd('.');
        }

        if (ToPiece(kind, name, detail, out var piece) is { } fault)
        {
            return fault;
        }

        Add(piece);
        _at += inner.Length + 2;
        return null;
    }

    private static string? ToPiece(FieldKind kind, string name, string? detail, out TemplatePiece piece)
    {
        piece = new TemplatePiece(kind);
        switch (kind)
        {
            case FieldKind.Header when string.IsNullOrEmpty(detail):
                return "{header} needs a name, as in {header:trace-id}";
            case FieldKind.Header:
                piece = new TemplatePiece(kind, Encoding.UTF8.GetBytes(detail!));
                return null;
            case FieldKind.Key or FieldKind.Value when detail is "hex" or "base64":
                piece = new TemplatePiece(kind, Encoding: detail == "hex" ? FieldEncoding.Hex : FieldEncoding.Base64);
                return null;
            default:
                return detail is null
                    ? null
                    : $"{{{name}}} cannot be followed by ':{detail}' ({{key}} and {{value}} take :hex and :base64)";
        }
    }

    /// <summary>Returns the length of the name after the brace, including its detail; 0 if the brace is only text.</summary>
    private int NameLength()
    {
        var end = _text.IndexOf('}', _at);
        if (end < 0)
        {
            return 0;
        }

        var inner = _text.AsSpan(_at + 1, end - _at - 1);
        var colon = inner.IndexOf(':');
        var name = colon < 0 ? inner : inner[..colon];
        return name.Length > 0 && char.IsAsciiLetterLower(name[0]) && !name.ContainsAnyExcept(NameLetters) ? inner.Length : 0;
    }

    private void Add(TemplatePiece piece)
    {
        EndLiteral();
        _pieces.Add(piece);
    }

    private void EndLiteral()
    {
        if (_literal.Count > 0)
        {
            _pieces.Add(new TemplatePiece(FieldKind.Literal, [.. _literal]));
            _literal.Clear();
        }
    }
}

/// <param name="Kind">The field that the piece prints.</param>
/// <param name="Text">The bytes of a literal, or the name of a header, as UTF-8.</param>
/// <param name="Encoding">How keys, values and headers are written.</param>
internal readonly record struct TemplatePiece(FieldKind Kind, byte[]? Text = null, FieldEncoding Encoding = FieldEncoding.Raw);

/// <summary>The field that one piece of a template prints.</summary>
internal enum FieldKind
{
    Literal,
    Topic,
    Partition,
    Offset,
    Key,
    Value,
    Headers,
    Header,
    Timestamp,
    Time,
    KeySize,
    ValueSize,
    HeaderCount,
}

/// <summary>The way in which bytes are written.</summary>
internal enum FieldEncoding
{
    Raw,
    Hex,
    Base64,
}
