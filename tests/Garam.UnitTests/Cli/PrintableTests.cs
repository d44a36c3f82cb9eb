using Garam.Cli.Groups;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.UnitTests.Cli;

/// <summary>Names come from anybody: whatever is read on a terminal shows them and does not obey them.</summary>
public sealed class PrintableTests
{
    private const string Hostile = "a\u001b[2J\u009b1m\r\nb\u202e\u007f";
    private const string Shown = @"a\x1B[2J\x9B1m\r\nb\u202E\x7F";

    [Theory]
    [InlineData("orders-2026.eu_1", "orders-2026.eu_1")]
    [InlineData("가람 – Größe 😀", "가람 – Größe 😀")]
    [InlineData(Hostile, Shown)]
    [InlineData("\u2028\u200b", @"\u2028\u200B")]
    [InlineData("", "")]
    public void What_a_terminal_would_act_on_is_written_out(string text, string shown) => Assert.Equal(shown, Printable.Of(text));

    [Fact]
    public void Half_a_character_is_written_out() => Assert.Equal(@"a\uD800b", Printable.Of($"a{(char)0xd800}b"));

    [Theory]
    [InlineData(null)]
    [InlineData(20)]
    [InlineData(200)]
    public void Tables_lines_and_remarks_are_escaped(int? columns)
    {
        var screen = new RecordedScreen(columns);
        var table = new TableView(new TableColumn("GROUP"));
        table.Add(Hostile);

        table.Write(screen.Screen);
        screen.Screen.Say(Hostile);
        screen.Screen.Remark(Hostile);
        screen.Screen.Complain(Hostile);

        Assert.DoesNotContain((screen.Output + screen.Error).Replace("\n", ""), char.IsControl);
        Assert.Equal(2, screen.Output.Split(Shown).Length - 1);
        Assert.Equal($"{Shown}\ngaram: {Shown}\n", screen.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_group_is_shown_by_an_escaped_name()
    {
        var screen = new RecordedScreen();
        var group = new GroupDetails(
            Hostile, "Stable", "classic", "consumer", "range", "h:1",
            [new GroupMember(Hostile, null, Hostile, Hostile, [Hostile], [new AssignedPartition(Hostile, 0)])],
            [new GroupPartition(Hostile, 0, 1, 0, 1, 0, Hostile)], 0);

        GroupDetailsView.Show(screen.Screen, [group]);

        Assert.DoesNotContain(screen.Output.Replace("\n", ""), char.IsControl);
    }

    [Fact]
    public void Json_escapes_by_itself()
    {
        var screen = new RecordedScreen();

        JsonOutput.WriteLine(screen.Screen, new GroupList([new GroupRow(Hostile, null, null, "")]), GroupsJson.Default.GroupList);

        Assert.DoesNotContain(screen.Output.TrimEnd('\n'), char.IsControl);
    }

    [Fact]
    public async Task A_question_is_escaped()
    {
        var screen = new RecordedScreen(columns: 80, input: "y\n");

        Assert.True(await screen.Screen.ConfirmAsync(Hostile, TestContext.Current.CancellationToken));
        Assert.Equal($"{Shown} [y/N] ", screen.Error);
    }
}
