using Garam.Hosting;
using Garam.Metadata.Cluster;
using Garam.Peers;
using Garam.Protocol;
using Garam.Storage.Locations;

namespace Garam.CommandLine.Agents;

/// <summary>A cluster as its store and its agents describe it at one time.</summary>
/// <param name="Stored">The state in the store, which was read first.</param>
/// <param name="Agents">The registered processes, by node id.</param>
/// <param name="At">A timestamp of this machine's clock that never goes back.</param>
/// <param name="NowMs">The time of day.</param>
internal sealed record ClusterSurvey(StoredFacts Stored, IReadOnlyList<SurveyedAgent> Agents, long At, long NowMs)
{
    /// <summary>The agent that says that it leads, else the one that claimed last and is still registered.</summary>
    public SurveyedAgent? Leader => Agents.Where(agent => agent.Answer is { IsLeading: true }).MaxBy(agent => agent.Answer!.Epoch)
        ?? Agents.FirstOrDefault(agent => Stored.Leader is { } leader && agent.Claimed(leader));

    public LeaderStanding Standing => Leader is { Answer.IsLeading: true } ? LeaderStanding.Leads : Stored.Leader switch
    {
        null => LeaderStanding.None,
        { HasResigned: true } => LeaderStanding.Resigned,
        { Host: "" } => LeaderStanding.Alone,
        _ => LeaderStanding.Silent,
    };

    /// <summary>The newest epoch that is known.</summary>
    public int Epoch => Standing == LeaderStanding.Leads ? Leader!.Answer!.Epoch : Stored.Leader?.Epoch ?? 0;

    /// <summary>The newest entry that is known.</summary>
    public long Position => Agents.Select(agent => agent.Answer?.AppliedSequence ?? 0).Append(Stored.Sequence).Max();

    /// <summary>The position by which lags are measured: the leader's position, else the end of the journal in the store.</summary>
    public long LeaderPosition => Standing == LeaderStanding.Leads ? Leader!.Answer!.AppliedSequence : Stored.Sequence;
}

/// <summary>The state of the leadership, as far as it is known.</summary>
internal enum LeaderStanding
{
    /// <summary>No process has ever claimed.</summary>
    None,

    /// <summary>It says so itself.</summary>
    Leads,

    /// <summary>The last one stopped in good order.</summary>
    Resigned,

    /// <summary>The last one has no internal listener: <c>garam serve</c>.</summary>
    Alone,

    /// <summary>The last one does not answer, or says that it does not lead.</summary>
    Silent,
}

/// <summary>A registered process.</summary>
/// <param name="Process">The process as it registered.</param>
/// <param name="Internal">The address of its internal listener, as it registered it or as the leader's claim names it.</param>
/// <param name="Answer">Null when it does not answer, or cannot be asked.</param>
/// <param name="Fault">Why it does not answer.</param>
internal sealed record SurveyedAgent(ProcessState Process, HostPort? Internal, ProcessDescription? Answer, string? Fault)
{
    public int NodeId => Process.NodeId;

    public bool Claimed(LeaderState leader) =>
        Internal is { } address ? address == new HostPort(leader.Host, leader.Port) : leader.Host.Length == 0;

    public AgentRole Role => this switch
    {
        { Internal: null } => AgentRole.Alone,
        { Answer: null } => AgentRole.NoAnswer,
        { Answer.IsLeading: true } => AgentRole.Leader,
        { Process.IsDraining: true } => AgentRole.Draining,
        _ => AgentRole.Follower,
    };
}

internal enum AgentRole
{
    Leader,
    Follower,

    /// <summary>It stops, and takes no new work.</summary>
    Draining,

    NoAnswer,

    /// <summary>It has no internal listener: <c>garam serve</c>, or an agent of a program that did not tell its address.</summary>
    Alone,
}

/// <summary>Looks at a cluster, as often as it is asked to. Owns what it looks through. One caller at a time.</summary>
internal sealed class ClusterSurveyor : IAsyncDisposable
{
    private readonly StoredCluster _stored;

    private ClusterSurveyor(StoredCluster stored, PeerTlsFiles? tls, TimeSpan timeout)
    {
        _stored = stored;
        Calls = stored.Key is { } key ? new AgentCalls(key, tls, timeout) : null;
    }

    /// <summary>Null while no agent has ever run on the store.</summary>
    public AgentCalls? Calls { get; }

    public static async Task<ClusterSurveyor> OpenAsync(
        StoreLocation location, PeerTlsFiles? tls, TimeSpan timeout, CancellationToken cancellation) =>
        new(await StoredCluster.OpenAsync(location, cancellation), tls, timeout);

    public async Task<ClusterSurvey> LookAsync(CancellationToken cancellation)
    {
        var stored = await _stored.ReadAsync(cancellation);
        HostPort? claimed = stored.Leader is { Host.Length: > 0 } leader ? new HostPort(leader.Host, leader.Port) : null;
        var addresses = stored.Processes.Select(process => process.Internal).Append(claimed).OfType<HostPort>();
        var answers = Calls is null ? new Dictionary<HostPort, AgentAnswer>() : await Calls.AskAsync(addresses, cancellation);
        var agents = stored.Processes.OrderBy(process => process.NodeId).Select(process => Describe(process, claimed, answers));
        var time = TimeProvider.System;
        return new ClusterSurvey(stored, [.. agents], time.GetTimestamp(), time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    public async ValueTask DisposeAsync()
    {
        await (Calls?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _stored.DisposeAsync();
    }

    private static SurveyedAgent Describe(
        ProcessState process, HostPort? claimed, IReadOnlyDictionary<HostPort, AgentAnswer> answers)
    {
        // A process that registered at an older feature level has not told its address; the claim of a leader always has one.
        if ((process.Internal ?? claimed) is not { } address || !answers.TryGetValue(address, out var answer))
        {
            return new SurveyedAgent(process, process.Internal, null, null);
        }

        if (answer.Description?.Incarnation == process.Incarnation.Value)
        {
            return new SurveyedAgent(process, address, answer.Description, null);
        }

        // Another process may have taken the address of one that was killed, and a restarted one has another life.
        return process.Internal is null
            ? new SurveyedAgent(process, null, null, null)
            : new SurveyedAgent(process, address, null, answer.Fault ?? "Another process answers at its address.");
    }
}
