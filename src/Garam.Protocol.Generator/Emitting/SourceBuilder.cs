using System.Text;

namespace Garam.Protocol.Generator.Emitting;

/// <summary>Builds indented lines with braces.</summary>
internal sealed class SourceBuilder
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string text = "") => _text.Append(text.Length == 0 ? "" : new string(' ', _depth * 4)).Append(text).Append('\n');

    public void Open(string? header = null)
    {
        if (header is not null)
        {
            Line(header);
        }

        Line("{");
        _depth++;
    }

    public void Close(string end = "}")
    {
        _depth--;
        Line(end);
    }

    public override string ToString() => _text.ToString();
}
