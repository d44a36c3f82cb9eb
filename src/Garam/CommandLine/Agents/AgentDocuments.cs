using System.Text.Json.Serialization;
using Garam.Peers;

namespace Garam.CommandLine.Agents;

/// <summary>The documents that <c>garam status --json</c> and <c>garam agents --json</c> print.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(AgentsDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(MovedLeader))]
internal sealed partial class AgentsJson : JsonSerializerContext;

internal sealed record AgentsDocument(IReadOnlyList<AgentDocument> Agents)
{
    public static AgentsDocument Of(ClusterSurvey survey) =>
        new([.. survey.Agents.Select(agent => AgentDocument.Of(agent, survey.LeaderPosition))]);
}

/// <summary>A registered process. Everything after <c>Role</c> is null unless it answers.</summary>
/// <param name="Kafka">The first address of its listeners.</param>
/// <param name="Listeners">All of them.</param>
/// <param name="Internal">Null for a process without an internal listener.</param>
/// <param name="Version">The version of its program; null if neither it nor its registration says.</param>
/// <param name="Role">"leader", "follower", "draining", "no-answer" or "alone".</param>
/// <param name="StartedAtMs">By the agent's own clock.</param>
/// <param name="Position">The newest entry of the journal that it has applied.</param>
/// <param name="Lag">The entries that the leader has applied and it has not.</param>
/// <param name="Connections">Open connections of Kafka clients.</param>
/// <param name="Fault">Why it does not answer.</param>
internal sealed record AgentDocument(
    int NodeId, int Incarnation, string Name, string? Zone, string Kafka, IReadOnlyList<ListenerDocument> Listeners, string? Internal,
    string? Version, string Role, long? StartedAtMs, long? UptimeMs, long? Position, long? Lag, long? Connections,
    TrafficDocument? Traffic, StoreUseDocument? Store, string? Fault)
{
    public static AgentDocument Of(SurveyedAgent agent, long leaderPosition)
    {
        var (process, answer) = (agent.Process, agent.Answer);
        var version = answer?.Version ?? process.ProgramVersion;
        return new AgentDocument(
            process.NodeId, process.Incarnation.Value, process.Name, process.Zone, process.Address.ToString(),
            [.. process.ClientAddresses.Select(static one => new ListenerDocument(one.Address.ToString(), one.Zone))],
            agent.Internal?.ToString(), version.Length == 0 ? null : version, TextOf(agent.Role), answer?.StartedAtMs, answer?.UptimeMs,
            answer?.AppliedSequence, answer is null ? null : Math.Max(0, leaderPosition - answer.AppliedSequence), answer?.Connections,
            answer is null ? null : TrafficDocument.Of([answer.Traffic]), answer is null ? null : StoreUseDocument.Of([answer.Store]),
            agent.Fault);
    }

    private static string TextOf(AgentRole role) => role switch
    {
        AgentRole.Leader => "leader",
        AgentRole.Follower => "follower",
        AgentRole.Draining => "draining",
        AgentRole.NoAnswer => "no-answer",
        _ => "alone",
    };
}

/// <param name="Zone">The zone of the clients that connect there; null if it is for clients of any zone.</param>
internal sealed record ListenerDocument(string Address, string? Zone)
{
    /// <summary>The spelling of the settings.</summary>
    public override string ToString() => Zone is null ? Address : $"{Address}@{Zone}";
}

/// <summary>Totals since the agents started.</summary>
/// <param name="CacheHits">Chunks that were found in memory.</param>
/// <param name="CacheMisses">Chunks that were read from the store.</param>
internal sealed record TrafficDocument(
    long ProduceRequests, long ProduceBytes, long FetchRequests, long FetchBytes, long CacheHits, long CacheMisses)
{
    public static TrafficDocument Of(IReadOnlyCollection<ProcessTraffic> traffic) => new(
        traffic.Sum(agent => agent.ProduceRequests),
        traffic.Sum(agent => agent.ProduceBytes),
        traffic.Sum(agent => agent.FetchRequests),
        traffic.Sum(agent => agent.FetchBytes),
        traffic.Sum(agent => agent.CacheHits),
        traffic.Sum(agent => agent.CacheMisses));
}

/// <summary>Requests to the store since the agents started.</summary>
/// <param name="Requests">By kind: create, read, stat, list, delete.</param>
/// <param name="CostDollars">An estimate by list prices; null where there are none.</param>
internal sealed record StoreUseDocument(
    IReadOnlyDictionary<string, long> Requests, long WrittenBytes, long ReadBytes, decimal? CostDollars)
{
    public static StoreUseDocument Of(IReadOnlyCollection<StoreUse> uses) => new(
        new SortedDictionary<string, long>(
            uses.SelectMany(use => use.Requests)
                .GroupBy(kind => kind.Key)
                .ToDictionary(kind => kind.Key, kind => kind.Sum(use => use.Value)),
            StringComparer.Ordinal),
        uses.Sum(use => use.WrittenBytes),
        uses.Sum(use => use.ReadBytes),
        uses.Any(use => use.CostNanoDollars is not null) ? uses.Sum(use => use.CostNanoDollars ?? 0) / 1_000_000_000m : null);
}
