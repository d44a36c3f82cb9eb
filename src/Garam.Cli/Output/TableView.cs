using Garam.Cli.Terminal;
using Spectre.Console;

namespace Garam.Cli.Output;

/// <summary>
/// Rows for people. On a terminal they are fitted to its width; elsewhere they are columns with two spaces between, nothing cut, so that
/// grep and awk work on them.
/// </summary>
public sealed class TableView(params TableColumn[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, columns.Length);
        _rows.Add(cells);
    }

    public void Write(Screen screen)
    {
        if (screen.IsOutInteractive)
        {
            screen.Ansi.Write(ToTable());
        }
        else
        {
            WritePlain(screen.Out);
        }
    }

    private Table ToTable()
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var column in columns)
        {
            var shown = new Spectre.Console.TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, 2, 0) };
            table.AddColumn(column.IsNumber ? shown.RightAligned() : shown);
        }

        foreach (var row in _rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return table;
    }

    private void WritePlain(TextWriter writer)
    {
        var widths = columns.Select((column, index) => _rows.Select(row => row[index].Length).Append(column.Title.Length).Max()).ToArray();
        foreach (var row in _rows.Prepend([.. columns.Select(column => column.Title)]))
        {
            var line = row.Select((cell, index) => columns[index].IsNumber ? cell.PadLeft(widths[index]) : cell.PadRight(widths[index]));
            writer.WriteLine(string.Join("  ", line).TrimEnd());
        }
    }
}
