namespace Garam.Cli.Terminal;

/// <summary>Breaks text where the reader's terminal needs it, and not where its author happened to.</summary>
public static class Paragraphs
{
    /// <summary>Keeps empty lines. A word longer than a line gets a line of its own.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var written in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var words = written.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                yield return line;
                yield return "";
                line = "";
            }

            foreach (var word in words)
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > width)
                {
                    yield return line;
                    line = "";
                }

                line += line.Length == 0 ? word : " " + word;
            }
        }

        yield return line;
    }
}
