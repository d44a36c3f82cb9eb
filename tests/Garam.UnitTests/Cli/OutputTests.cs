using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.UnitTests.Cli;

/// <summary>The output that people see, on a terminal of any width and on none.</summary>
public sealed class OutputTests
{
    private const string Long = "a-topic-with-a-name-that-is-longer-than-many-terminals-are-wide";

    [Fact]
    public void Without_a_terminal_columns_are_as_wide_as_they_have_to_be()
    {
        var screen = new RecordedScreen();

        Table().Write(screen.Screen);

        Assert.Equal(
            $"TOPIC{new string(' ', Long.Length - 5)}  PARTITIONS\n{Long}          12\nb{new string(' ', Long.Length - 1)}           1\n",
            screen.Output);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(79)]
    [InlineData(300)]
    public void On_a_terminal_nothing_is_lost(int columns)
    {
        var screen = new RecordedScreen(columns);

        Table().Write(screen.Screen);

        var letters = new string([.. screen.Output.Where(c => !char.IsWhiteSpace(c))]);
        Assert.Contains("12", letters, StringComparison.Ordinal);
        Assert.Contains("PARTITIONS", letters, StringComparison.Ordinal);
        Assert.DoesNotContain('…', letters);
        if (columns >= 79)
        {
            Assert.All(screen.Output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, columns));
        }
        else
        {
            Assert.Contains($"TOPIC       {Long}\nPARTITIONS  12\n\nTOPIC       b\n", screen.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Where_words_would_be_broken_every_cell_has_a_line_and_what_has_no_title_stands_alone()
    {
        var table = new TableView(new TableColumn(""), new TableColumn("ONE"), new TableColumn("TWO"));
        table.Add("*", new string('a', 40), new string('b', 40));
        table.Add("", "two words", "c");
        var screen = new RecordedScreen(80);

        table.Write(screen.Screen);

        Assert.Equal($"*\nONE  {new string('a', 40)}\nTWO  {new string('b', 40)}\n\nONE  two words\nTWO  c\n", screen.Output);
    }

    [Fact]
    public void Between_words_cells_are_broken()
    {
        var table = new TableView(new TableColumn("ONE"), new TableColumn("TWO"));
        table.Add(string.Join(' ', Enumerable.Repeat("word", 30)), "c");
        var screen = new RecordedScreen(80);

        table.Write(screen.Screen);

        Assert.All(screen.Output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        Assert.DoesNotMatch(@"\bwor\b", screen.Output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Colors_are_used_only_where_they_are_wanted(bool usesColor)
    {
        var screen = new RecordedScreen(80, usesColor: usesColor);

        Table().Write(screen.Screen);

        Assert.Equal(usesColor, screen.Output.Contains('\u001b', StringComparison.Ordinal));
    }

    [Fact]
    public void Brackets_in_a_name_are_text()
    {
        var screen = new RecordedScreen(80);
        var table = new TableView(new TableColumn("NAME"));
        table.Add("[red]x[/]");

        table.Write(screen.Screen);

        Assert.Contains("[red]x[/]", screen.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one two\nthree four", 9, "one two|three|four")]
    [InlineData("one two\nthree", 80, "one two three")]
    [InlineData("one\n\ntwo", 80, "one||two")]
    [InlineData("unbreakable x", 3, "unbreakable|x")]
    public void Text_is_broken_where_the_terminal_needs_it(string text, int width, string lines) =>
        Assert.Equal(lines, string.Join('|', Paragraphs.Wrap(text, width)));

    [Fact]
    public void Progress_shows_share_rate_and_time_left()
    {
        using var progress = new ProgressLine(new RecordedScreen(80).Screen, "Reading", 1 << 20, "B");

        Assert.Equal(
            "Reading [######..................] 25 % 256.0 KiB, 128.0 KiB/s, 6 s left", progress.Text(256 << 10, TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Progress_without_a_total_shows_the_rate_only()
    {
        using var progress = new ProgressLine(new RecordedScreen(80).Screen, "Reading", null, "records");

        Assert.Equal("Reading: 1,000 records, 500 records/s", progress.Text(1000, TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Progress_says_nothing_where_there_is_no_terminal()
    {
        var screen = new RecordedScreen();
        using (var progress = new ProgressLine(screen.Screen, "Reading", 10, "records"))
        {
            progress.Report(5);
        }

        Assert.Equal("", screen.Error);
    }

    private static TableView Table()
    {
        var table = new TableView(new TableColumn("TOPIC"), new TableColumn("PARTITIONS", IsNumber: true));
        table.Add(Long, "12");
        table.Add("b", "1");
        return table;
    }
}
