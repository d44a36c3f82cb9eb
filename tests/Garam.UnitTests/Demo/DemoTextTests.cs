using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Demo;
using Garam.Demo.Agents;
using Garam.Demo.Checking;
using Garam.Demo.Kills;
using Garam.Demo.Views;

namespace Garam.UnitTests.Demo;

public sealed class DemoTextTests
{
    private static readonly CheckCounts Sound = new() { Acknowledged = 12_345, Read = 12_345, IsComplete = true };

    private static readonly DemoSettings Settings = new()
    {
        Duration = TimeSpan.FromMinutes(1),
        KillInterval = TimeSpan.FromSeconds(5),
        Rate = 2000,
        Agents = 3,
        Data = null,
        KeepsData = false,
        Seed = 1,
    };

    [Fact]
    public void The_result_of_a_sound_run_says_so() => Assert.Equal(
        [
            "Nothing was lost.",
            "  records            12,345 acknowledged, 12,345 read, 0 lost, 0 doubled",
            "  kills              7, 1 of them of all at once",
            "  no acknowledgement median 1.5 s, worst 4.2 s",
            "  seed               42",
        ],
        DemoText.Result(Sound, Now(), seed: 42));

    [Fact]
    public void The_result_names_agents_that_ended_by_themselves()
    {
        var now = Now();
        now = now with { Agents = [now.Agents[0] with { Falls = 2 }, now.Agents[1]] };
        Assert.Contains("  ended by itself    2 times, see the logs", DemoText.Result(Sound, now, seed: 42));
    }

    [Fact]
    public void The_result_of_a_broken_log_names_every_fault()
    {
        var broken = Sound with { Lost = 1, Doubled = 2, Reordered = 3, Replaced = 4, Vanished = 6, Damaged = 5, IsComplete = false };
        Assert.Equal(
            "The log is not what was acknowledged: 1 record lost, 2 records doubled, 3 records out of order, "
                + "4 records replaced by another at the same offset, 6 records read once and gone later, 5 records damaged, "
                + "and so many gaps that not all were counted.",
            DemoText.Result(broken, Now(), seed: 42).First());
    }

    [Fact]
    public void A_plain_line_has_the_numbers_that_matter() => Assert.Equal(
        "0:23 acknowledged 12,345 (1,999/s), read 12,345 (2,001/s), lost 0, doubled 0, kills 7, a2 leads in epoch 4",
        DemoText.Line(Now()));

    [Fact]
    public void The_agent_of_the_newest_epoch_leads()
    {
        var now = Now();
        Assert.Equal(
            ["killed, starts again soon", "up, leads in epoch 4", "up"],
            now.Agents.Select(agent => DemoText.State(agent, now.Leader)));
        Assert.Equal("none leads", DemoText.Leader(now with { Agents = [now.Agents[0]] }));
    }

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(61, "1:01")]
    [InlineData(3723, "1:02:03")]
    public void Times_are_written_as_on_a_clock(int seconds, string text) =>
        Assert.Equal(text, DemoText.Clock(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void The_live_view_fits_a_terminal_and_keeps_its_height()
    {
        var events = new EventFeed(TimeProvider.System);
        var view = new LiveView(Terminal(Stream.Null), Settings, "/tmp/garam-demo-abcdef", events);
        var lines = view.Lines(Now()).ToList();
        Assert.InRange(lines.Count, 20, 23);
        Assert.All(lines, static line => Assert.InRange(line.Sum(static part => part.Text.Length), 0, 79));

        Enumerable.Range(0, 20).ToList().ForEach(number => events.Add($"event {number}"));
        Assert.Equal(lines.Count, view.Lines(Now()).Count());
        Assert.Contains(view.Lines(Now()), static line => line.Any(static part => part.Text == "event 19"));
    }

    [Fact]
    public void A_frame_is_drawn_over_the_one_before_it()
    {
        using var stream = new MemoryStream();
        using var screen = Terminal(stream);
        var frame = new LiveFrame(screen);
        frame.Draw([[new StyledText("one", TextStyle.Good), new StyledText("\u001b[2J")], [new StyledText(new string('x', 100))]]);
        frame.Draw([[]]);

        Assert.Equal(
            "\u001b[?7l\u001b[32mone\u001b[0m\\x1B[2J\u001b[K\n" + new string('x', 79) + "\u001b[K\n\u001b[J\u001b[?7h"
                + "\u001b[?7l\u001b[2A\u001b[K\n\u001b[J\u001b[?7h",
            System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void The_newest_events_are_kept()
    {
        var events = new EventFeed(TimeProvider.System);
        var seen = 0L;
        events.Add("first");
        Assert.Equal(["first"], events.Since(ref seen).Select(static line => line.Text));
        Assert.Empty(events.Since(ref seen));

        Enumerable.Range(0, 2 * EventFeed.LinesMax).ToList().ForEach(number => events.Add($"event {number}"));
        var newest = events.Since(ref seen);
        Assert.Equal((EventFeed.LinesMax, "event 199"), (newest.Count, newest[^1].Text));
    }

    private static Screen Terminal(Stream output) => new(new ScreenOptions
    {
        Out = output,
        Error = TextWriter.Null,
        IsOutInteractive = true,
        MovesCursor = true,
        UsesColor = true,
    });

    private static DemoSnapshot Now() => new()
    {
        Phase = DemoPhase.Streaming,
        Elapsed = TimeSpan.FromSeconds(23),
        Remaining = TimeSpan.FromSeconds(37),
        Agents =
        [
            new AgentView(new AgentPlace("a1", "a", 20_001, 20_002), AgentState.Killed, 3, 4, 0),
            new AgentView(new AgentPlace("a2", "b", 20_003, 20_004), AgentState.Up, 4, 2, 0),
            new AgentView(new AgentPlace("a3", "c", 20_005, 20_006), AgentState.Up, 2, 1, 0),
        ],
        Counts = Sound,
        AcknowledgedRate = 1998.6,
        ReadRate = 2001.2,
        Kills = 7,
        KillsOfAll = 1,
        Gaps = new GapStatistics(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(4.2)),
    };
}
