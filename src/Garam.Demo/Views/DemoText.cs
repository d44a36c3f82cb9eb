using System.Globalization;
using Garam.Cli.Output;
using Garam.Demo.Agents;
using Garam.Demo.Checking;
using Garam.Demo.Kills;

namespace Garam.Demo.Views;

/// <summary>The words of the demo, for the terminal and for plain lines.</summary>
internal static class DemoText
{
    public static string Title(DemoSettings settings) => settings.KillInterval is { } interval
        ? $"{Amounts.Plural(settings.Agents, "agent")} on one directory, and a kill every {Durations.Show(interval)}"
        : $"{Amounts.Plural(settings.Agents, "agent")} on one directory, and no kills";

    public static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Rate(double perSecond) => Number((long)Math.Round(perSecond)) + "/s";

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    public static string Phase(DemoPhase phase) => phase switch
    {
        DemoPhase.Starting => "starting the agents",
        DemoPhase.Streaming => "streaming",
        DemoPhase.Reading => "reading the rest of what was acknowledged",
        DemoPhase.ReadingAgain => "reading the whole log again",
        _ => "stopping the agents",
    };

    /// <summary>Says what an agent does.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="leader">The agent that leads, if one does: another may believe it still.</param>
    public static string State(AgentView agent, AgentView? leader) => agent.State switch
    {
        AgentState.Starting => "starting",
        AgentState.Up when agent == leader => string.Create(CultureInfo.InvariantCulture, $"up, leads in epoch {agent.Epoch}"),
        AgentState.Up => "up",
        AgentState.Killed => "killed, starts again soon",
        AgentState.Fallen => "ended by itself, starts again soon",
        _ => "stopped",
    };

    public static string Leader(DemoSnapshot now) => now.Leader is { } leader
        ? string.Create(CultureInfo.InvariantCulture, $"{leader.Place.Name} leads in epoch {leader.Epoch}")
        : "none leads";

    public static string Kills(DemoSnapshot now) => Number(now.Kills) + (
        now.Agents.Count > 1 && now.KillsOfAll > 0 ? $", {Number(now.KillsOfAll)} of them of all at once" : "");

    public static string Gaps(GapStatistics? gaps) => gaps is { } known
        ? $"last {Seconds(known.Last)}, median {Seconds(known.Median)}, worst {Seconds(known.Worst)}"
        : "-";

    /// <summary>The status as one line.</summary>
    public static string Line(DemoSnapshot now)
    {
        var counts = now.Counts;
        return $"{Clock(now.Elapsed)} acknowledged {Number(counts.Acknowledged)} ({Rate(now.AcknowledgedRate)}), "
            + $"read {Number(counts.Read)} ({Rate(now.ReadRate)}), lost {Number(counts.Lost)}, doubled {Number(counts.Doubled)}, "
            + $"kills {Number(now.Kills)}, {Leader(now)}";
    }

    /// <summary>The result, one sentence for each line.</summary>
    /// <param name="counts">The counts of the whole run.</param>
    /// <param name="now">The end of the run.</param>
    /// <param name="seed">Repeats the run.</param>
    public static IEnumerable<string> Result(CheckCounts counts, DemoSnapshot now, int seed)
    {
        yield return counts.IsSound
            ? "Nothing was lost."
            : $"The log is not what was acknowledged: {Faults(counts)}.";
        yield return $"  records            {Number(counts.Acknowledged)} acknowledged, {Number(counts.Read)} read, "
            + $"{Number(counts.Lost)} lost, {Number(counts.Doubled)} doubled";
        yield return $"  kills              {Kills(now)}";
        if (now.Agents.Sum(static agent => agent.Falls) is > 0 and var falls)
        {
            yield return $"  ended by itself    {Amounts.Plural(falls, "time")}, see the logs";
        }

        if (now.Gaps is { } gaps)
        {
            yield return $"  no acknowledgement median {Seconds(gaps.Median)}, worst {Seconds(gaps.Worst)}";
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"  seed               {seed}");
    }

    public static string Faults(CheckCounts counts)
    {
        var parts = new (long Count, string What)[]
        {
            (counts.Lost, "lost"),
            (counts.Doubled, "doubled"),
            (counts.Reordered, "out of order"),
            (counts.Replaced, "replaced by another at the same offset"),
            (counts.Vanished, "read once and gone later"),
            (counts.Damaged, "damaged"),
        };
        var found = parts.Where(static part => part.Count > 0).Select(static part => $"{Records(part.Count)} {part.What}");
        return string.Join(", ", counts.IsComplete ? found : found.Append("and so many gaps that not all were counted"));
    }

    private static string Records(long count) => Amounts.Plural(count, "record");
}
