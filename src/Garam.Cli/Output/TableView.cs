using Garam.Cli.Terminal;
using Spectre.Console;

namespace Garam.Cli.Output;

/// <summary>
/// A table for people. On a terminal it fits the width, and on a very narrow one every cell has its own line. Elsewhere it is plain columns
/// with two spaces between them. Nothing is ever cut off, so that names can be copied, and grep and awk find them.
/// </summary>
public sealed class TableView(params TableColumn[] columns)
{
    /// <summary>On a narrower terminal, names broken over several lines are harder to read than a list.</summary>
    private const int WrapWidthMin = 60;

    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, columns.Length);
        _rows.Add([.. cells.Select(Printable.Of)]);
    }

    public void Write(Screen screen)
    {
        var widths = columns.Select((column, index) => _rows.Select(row => row[index].Length).Append(column.Title.Length).Max()).ToArray();
        if (!screen.IsOutInteractive)
        {
            WritePlain(screen.Out, widths);
        }
        else if (screen.Width < Math.Min(WrapWidthMin, widths.Sum() + ((widths.Length - 1) * Gap.Length)) || screen.Width < WidthOfWords())
        {
            WriteList(screen.Out);
        }
        else
        {
            screen.Ansi.Write(ToTable());
        }
    }

    /// <summary>The width below which words would be broken.</summary>
    private int WidthOfWords() =>
        columns.Select((column, index) => _rows.Select(row => row[index]).Append(column.Title).Max(LongestWord) + Gap.Length).Sum();

    private static int LongestWord(string cell) => cell.Split(' ').Max(word => word.Length);

    private Table ToTable()
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var column in columns)
        {
            var title = new Text(column.Title, new Style(decoration: Decoration.Bold));
            var shown = new Spectre.Console.TableColumn(title) { Padding = new Padding(0, 0, Gap.Length, 0) };
            table.AddColumn(column.IsNumber ? shown.RightAligned() : shown);
        }

        foreach (var row in _rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return table;
    }

    private void WriteList(TextWriter writer)
    {
        var width = columns.Max(column => column.Title.Length);
        for (var i = 0; i < _rows.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteLine();
            }

            foreach (var (column, cell) in columns.Zip(_rows[i]))
            {
                var line = column.Title.Length > 0 ? $"{column.Title.PadRight(width)}{Gap}{cell}" : cell;
                if (line.Length > 0)
                {
                    writer.WriteLine(line.TrimEnd());
                }
            }
        }
    }

    private void WritePlain(TextWriter writer, int[] widths)
    {
        foreach (var row in _rows.Prepend([.. columns.Select(column => column.Title)]))
        {
            var line = row.Select((cell, index) => columns[index].IsNumber ? cell.PadLeft(widths[index]) : cell.PadRight(widths[index]));
            writer.WriteLine(string.Join(Gap, line).TrimEnd());
        }
    }
}

/// <param name="Title">The heading, in capitals.</param>
/// <param name="IsNumber">Aligns the cells to the right.</param>
public sealed record TableColumn(string Title, bool IsNumber = false);
