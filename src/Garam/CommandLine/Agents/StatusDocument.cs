using Garam.Peers;
using Garam.Protocol;

namespace Garam.CommandLine.Agents;

/// <param name="ClusterId">Null before the first process has registered.</param>
/// <param name="Leader">Null before the first claim.</param>
/// <param name="Agents">The registered processes.</param>
/// <param name="Answering">Those of them that answer.</param>
/// <param name="Segments">The objects that hold records.</param>
/// <param name="DeadSegments">Those that hold none any more and wait to be deleted.</param>
/// <param name="StoredBytes">The bytes of segments that are not dead.</param>
/// <param name="Connections">Open connections of Kafka clients, of all agents that answer.</param>
/// <param name="Rates">Since the last look; null for the first.</param>
internal sealed record StatusDocument(
    string? ClusterId, int FeatureLevel, LeaderDocument? Leader, JournalDocument Journal, int Agents, int Answering, int Topics,
    int Partitions, int Groups, int Segments, int DeadSegments, long StoredBytes, long Connections, TrafficDocument Traffic,
    RatesDocument? Rates, StoreUseDocument Store)
{
    /// <param name="survey">The cluster now.</param>
    /// <param name="before">The look before this one.</param>
    public static StatusDocument Of(ClusterSurvey survey, ClusterSurvey? before)
    {
        var (stored, answers) = (survey.Stored, survey.Agents.Select(agent => agent.Answer).OfType<ProcessDescription>().ToArray());
        return new StatusDocument(
            stored.ClusterId, stored.FeatureLevel, LeaderDocument.Of(survey), JournalDocument.Of(survey), survey.Agents.Count,
            answers.Length, stored.Topics, stored.Partitions, stored.Groups, stored.Segments, stored.DeadSegments, stored.StoredBytes,
            answers.Sum(answer => answer.Connections), TrafficDocument.Of([.. answers.Select(answer => answer.Traffic)]),
            before is null ? null : RatesDocument.Between(before, survey),
            StoreUseDocument.Of([.. answers.Select(answer => answer.Store)]));
    }
}

/// <param name="NodeId">Null when the process that claimed last is no longer registered.</param>
/// <param name="Address">The internal address; null for a process without one.</param>
/// <param name="Epoch">The epoch of the newest claim.</param>
/// <param name="State">"leads", "resigned", "no-answer" or "alone".</param>
/// <param name="LeadingForMs">Null unless it says that it leads.</param>
internal sealed record LeaderDocument(int? NodeId, string? Name, string? Address, int Epoch, string State, long? LeadingForMs)
{
    public static LeaderDocument? Of(ClusterSurvey survey)
    {
        if (survey.Standing == LeaderStanding.None)
        {
            return null;
        }

        var claim = survey.Stored.Leader;
        var address = survey.Leader?.Internal?.ToString()
            ?? (claim is { Host.Length: > 0 } ? new HostPort(claim.Host, claim.Port).ToString() : null);
        return new LeaderDocument(
            survey.Leader?.NodeId, survey.Leader?.Process.Name, address, survey.Epoch, TextOf(survey.Standing),
            survey.Leader?.Answer?.LeadingForMs);
    }

    private static string TextOf(LeaderStanding standing) => standing switch
    {
        LeaderStanding.Leads => "leads",
        LeaderStanding.Resigned => "resigned",
        LeaderStanding.Silent => "no-answer",
        _ => "alone",
    };
}

/// <param name="Position">The newest entry.</param>
/// <param name="Floor">Entries below it may have been trimmed; 0 when none were.</param>
/// <param name="Snapshot">The newest; null when there is none.</param>
internal sealed record JournalDocument(long Position, long Floor, SnapshotPlaceDocument? Snapshot)
{
    public static JournalDocument Of(ClusterSurvey survey) => new(
        survey.Position,
        survey.Stored.Floor,
        survey.Stored.Snapshot is { } snapshot
            ? new SnapshotPlaceDocument(snapshot.Sequence, snapshot.TimestampMs, Math.Max(0, survey.NowMs - snapshot.TimestampMs))
            : null);
}

/// <param name="Sequence">The entry after which it was cut.</param>
/// <param name="TimestampMs">The time of that entry.</param>
/// <param name="AgeMs">The time since then.</param>
internal sealed record SnapshotPlaceDocument(long Sequence, long TimestampMs, long AgeMs);

/// <summary>The work of all agents in a second, on average since the last look.</summary>
internal sealed record RatesDocument(
    double ProduceRequestsPerSecond, double ProduceBytesPerSecond, double FetchRequestsPerSecond, double FetchBytesPerSecond)
{
    /// <summary>Counts agents that answered both times: what an agent did before the first look is not of this time.</summary>
    public static RatesDocument Between(ClusterSurvey before, ClusterSurvey now)
    {
        var earlier = before.Agents.Where(agent => agent.Answer is not null).ToDictionary(agent => agent.Answer!.Incarnation);
        var both = now.Agents
            .Where(agent => agent.Answer is { } answer && earlier.ContainsKey(answer.Incarnation))
            .Select(agent => (Now: agent.Answer!.Traffic, Then: earlier[agent.Answer!.Incarnation].Answer!.Traffic))
            .ToArray();
        var seconds = TimeProvider.System.GetElapsedTime(before.At, now.At).TotalSeconds;
        return new RatesDocument(
            Rate(both.Sum(agent => agent.Now.ProduceRequests - agent.Then.ProduceRequests)),
            Rate(both.Sum(agent => agent.Now.ProduceBytes - agent.Then.ProduceBytes)),
            Rate(both.Sum(agent => agent.Now.FetchRequests - agent.Then.FetchRequests)),
            Rate(both.Sum(agent => agent.Now.FetchBytes - agent.Then.FetchBytes)));

        double Rate(long amount) => seconds > 0 ? Math.Round(amount / seconds, 1) : 0;
    }
}
