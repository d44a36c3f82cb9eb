using System.Globalization;
using System.Text;

namespace Garam.Cli.Terminal;

/// <summary>
/// Makes text safe to show on a terminal. Names come from clients and clusters and may contain anything: an escape sequence moves the
/// cursor or retitles the window, a line break forges a line, and a bidirectional override reverses the text after it.
/// </summary>
public static class Printable
{
    /// <summary>Writes out every character that a terminal would act on, such as <c>\n</c>, <c>\x1B</c> or <c>\u202E</c>.</summary>
    public static string Of(string text)
    {
        var at = 0;
        while (at < text.Length && IsShown(text, at, out var length))
        {
            at += length;
        }

        return at == text.Length ? text : Escape(text, at);
    }

    /// <summary>Returns the text as one line.</summary>
    public static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    private static string Escape(string text, int start)
    {
        var escaped = new StringBuilder(text, 0, start, text.Length + 16);
        for (var at = start; at < text.Length;)
        {
            if (IsShown(text, at, out var length))
            {
                escaped.Append(text, at, length);
            }
            else
            {
                Escape(escaped, text, at, length);
            }

            at += length;
        }

        return escaped.ToString();
    }

    private static void Escape(StringBuilder escaped, string text, int at, int length)
    {
        for (var i = at; i < at + length; i++)
        {
            _ = text[i] switch
            {
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                < '\u0100' and var small => escaped.Append(CultureInfo.InvariantCulture, $@"\x{(int)small:X2}"),
                var letter => escaped.Append(CultureInfo.InvariantCulture, $@"\u{(int)letter:X4}"),
            };
        }
    }

    /// <summary>Half of a surrogate pair is not a character; the encoder would replace it without a trace.</summary>
    private static bool IsShown(string text, int at, out int length)
    {
        length = char.IsSurrogatePair(text, at) ? 2 : 1;
        return CharUnicodeInfo.GetUnicodeCategory(text, at) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
    }
}
