using Garam.Demo.Agents;
using Garam.Demo.Checking;
using Garam.Demo.Kills;

namespace Garam.Demo.Views;

/// <summary>The run at one moment.</summary>
internal sealed record DemoSnapshot
{
    public required DemoPhase Phase { get; init; }

    /// <summary>The time since the start of the demo.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The time until the stream ends; null if Ctrl-C ends it, and outside of the stream.</summary>
    public required TimeSpan? Remaining { get; init; }

    public required IReadOnlyList<AgentView> Agents { get; init; }

    public required CheckCounts Counts { get; init; }

    /// <summary>Records per second over the last seconds.</summary>
    public required double AcknowledgedRate { get; init; }

    public required double ReadRate { get; init; }

    /// <summary>How often one agent or several were killed.</summary>
    public required int Kills { get; init; }

    /// <summary>How often all were killed at once.</summary>
    public required int KillsOfAll { get; init; }

    /// <summary>Null before the first kill.</summary>
    public required GapStatistics? Gaps { get; init; }

    /// <summary>The agent that leads; null while none does.</summary>
    public AgentView? Leader =>
        Agents.Where(static agent => agent is { State: AgentState.Up, Epoch: not null }).MaxBy(static agent => agent.Epoch);
}

/// <summary>The parts of a run.</summary>
internal enum DemoPhase
{
    Starting,
    Streaming,

    /// <summary>Nothing is produced any more, and the group reads what was acknowledged.</summary>
    Reading,
    ReadingAgain,
    Stopping,
}
