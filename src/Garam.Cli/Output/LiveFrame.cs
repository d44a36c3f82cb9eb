using System.Globalization;
using System.Text;
using Garam.Cli.Terminal;

namespace Garam.Cli.Output;

/// <summary>
/// Some lines at the end of the terminal that are drawn again in place. Each drawing is one write and erases nothing that stays, so that
/// nothing flickers. Nothing else may write meanwhile. One thread at a time.
/// </summary>
public sealed class LiveFrame(Screen screen)
{
    private const string EraseRestOfLine = "\u001b[K";
    private const string EraseBelow = "\u001b[J";

    /// <summary>A line that no longer fits, because the window became narrower, is cut and does not push the others down.</summary>
    private const string WrapOff = "\u001b[?7l";
    private const string WrapOn = "\u001b[?7h";

    private int _height;

    public void Draw(IReadOnlyList<IReadOnlyList<StyledText>> lines)
    {
        var frame = new StringBuilder(WrapOff);
        if (_height > 0)
        {
            frame.Append(CultureInfo.InvariantCulture, $"\u001b[{_height}A");
        }

        // A frame that fills the screen would move it, and the next one would not find its place.
        foreach (var line in lines.Take(screen.Height - 1))
        {
            Append(frame, line, screen.Width - 1);
            frame.Append(EraseRestOfLine + "\n");
        }

        screen.Out.Write(frame.Append(EraseBelow + WrapOn));
        screen.Out.Flush();
        _height = Math.Min(lines.Count, screen.Height - 1);
    }

    private void Append(StringBuilder frame, IReadOnlyList<StyledText> line, int width)
    {
        foreach (var part in line)
        {
            var text = Printable.Of(part.Text);
            text = text.Length <= width ? text : text[..width];
            width -= text.Length;
            var code = screen.UsesColor ? CodeOf(part.Style) : "";
            frame.Append(code.Length > 0 && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text);
        }
    }

    private static string CodeOf(TextStyle style) => style switch
    {
        TextStyle.Strong => "1",
        TextStyle.Faint => "2",
        TextStyle.Good => "32",
        TextStyle.Notable => "33",
        TextStyle.Bad => "1;31",
        _ => "",
    };
}

/// <summary>A part of a line.</summary>
public readonly record struct StyledText(string Text, TextStyle Style = TextStyle.Plain);

/// <summary>The look of a text where there are colours. Its words have to say enough without.</summary>
public enum TextStyle
{
    Plain,
    Strong,
    Faint,
    Good,
    Notable,
    Bad,
}
