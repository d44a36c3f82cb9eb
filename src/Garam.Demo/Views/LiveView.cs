using System.Globalization;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Demo.Agents;

namespace Garam.Demo.Views;

/// <summary>Shows a run on a terminal, in a frame of fixed height.</summary>
internal sealed class LiveView(Screen screen, DemoSettings settings, string folder, EventFeed events) : IDemoView
{
    private const int EventLinesMax = 6;
    private const int LabelWidth = 15;
    private const int NumberWidth = 12;
    private const string Indent = "  ";

    private readonly LiveFrame _frame = new(screen);

    public void Show(DemoSnapshot now) => _frame.Draw([.. Lines(now)]);

    /// <summary>Always as many lines, so that the frame keeps its place.</summary>
    internal IEnumerable<IReadOnlyList<StyledText>> Lines(DemoSnapshot now)
    {
        IReadOnlyList<IReadOnlyList<StyledText>> status = [.. Status(now)];
        var room = Math.Clamp(screen.Height - 1 - status.Count, 0, EventLinesMax);
        return status.Concat(Events(room));
    }

    private IEnumerable<IReadOnlyList<StyledText>> Status(DemoSnapshot now) =>
    [
        [new StyledText("garam demo", TextStyle.Strong), new StyledText($": {DemoText.Title(settings)}")],
        [new StyledText($"{Time(now)}, {DemoText.Phase(now.Phase)}, {folder}", TextStyle.Faint)],
        [],
        [new StyledText($"{Indent}{"AGENT",-7}{"ZONE",-6}{"ADDRESS",-18}{"KILLED",6}  STATE", TextStyle.Strong)],
        .. now.Agents.Select(agent => Agent(agent, now.Leader)),
        [],
        [Label("acknowledged"), Count(now.Counts.Acknowledged), Faint($"   {DemoText.Rate(now.AcknowledgedRate)}")],
        [Label("read"), Count(now.Counts.Read), Faint($"   {DemoText.Rate(now.ReadRate)}")],
        [Label("lost"), Fault(now.Counts.Lost)],
        [Label("doubled"), Fault(now.Counts.Doubled)],
        [Label("out of order"), Fault(now.Counts.Reordered + now.Counts.Replaced + now.Counts.Vanished + now.Counts.Damaged)],
        [],
        [Label("kills"), new StyledText(DemoText.Kills(now))],
        [Label("no ack. for"), new StyledText(DemoText.Gaps(now.Gaps))],
        [],
    ];

    private static StyledText Label(string text) => new(Indent + text.PadRight(LabelWidth));

    private static StyledText Faint(string text) => new(text, TextStyle.Faint);

    private static StyledText Count(long value) => new(DemoText.Number(value).PadLeft(NumberWidth), TextStyle.Strong);

    private static StyledText Fault(long value) =>
        new(DemoText.Number(value).PadLeft(NumberWidth), value == 0 ? TextStyle.Good : TextStyle.Bad);

    private static IReadOnlyList<StyledText> Agent(AgentView agent, AgentView? leader) =>
    [
        new($"{Indent}{agent.Place.Name,-7}{agent.Place.Zone,-6}{agent.Place.Address,-18}"),
        new(agent.Kills.ToString(CultureInfo.InvariantCulture).PadLeft(6)),
        new($"  {DemoText.State(agent, leader)}", StyleOf(agent.State)),
    ];

    private static TextStyle StyleOf(AgentState state) => state switch
    {
        AgentState.Up => TextStyle.Good,
        AgentState.Killed or AgentState.Fallen => TextStyle.Bad,
        AgentState.Starting => TextStyle.Notable,
        _ => TextStyle.Plain,
    };

    private static string Time(DemoSnapshot now) => now.Phase != DemoPhase.Streaming
        ? DemoText.Clock(now.Elapsed)
        : now.Remaining is { } left
            ? $"{DemoText.Clock(now.Elapsed)}, {DemoText.Clock(left)} left, Ctrl-C ends it"
            : $"{DemoText.Clock(now.Elapsed)}, until Ctrl-C";

    private IEnumerable<IReadOnlyList<StyledText>> Events(int room)
    {
        var newest = events.Newest(room);
        return newest
            .Select(static line => (IReadOnlyList<StyledText>)[Faint($"{Indent}{DemoText.Clock(line.At),5}  "), new StyledText(line.Text)])
            .Concat(Enumerable.Repeat<IReadOnlyList<StyledText>>([], room - newest.Count));
    }
}
