using System.Globalization;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Peers;
using Garam.Storage.Errors;

namespace Garam.CommandLine.Agents;

/// <summary>One move of the leadership: asks the leader to resign, and waits until an agent leads in a later epoch.</summary>
internal sealed class LeaderMove(AgentCalls calls, LeaderMovePlan plan, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Longer than the leader that resigned waits before it claims again, so that there is a leader by then.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(15);

    /// <summary>Decides who resigns and who should lead.</summary>
    /// <exception cref="CommandException">There is nothing to move, or nobody to move it to.</exception>
    public static LeaderMovePlan Plan(ClusterSurvey survey, string? to)
    {
        var successor = to is null ? null : Find(survey, to);
        var leader = survey.Standing == LeaderStanding.Leads ? survey.Leader! : throw NoLeader(survey);
        if (successor?.NodeId == leader.NodeId)
        {
            throw new CommandException(ExitCode.Refused, $"{Describe(leader)} leads already.");
        }

        if (successor is { Answer: null })
        {
            throw new CommandException(
                ExitCode.Unreachable,
                $"{Describe(successor)} does not answer, so it cannot lead: {successor.Fault ?? "it cannot be asked."}");
        }

        var others = survey.Agents
            .Where(agent => agent is { Answer: not null, Process.IsDraining: false } && agent.NodeId != leader.NodeId)
            .ToArray();
        return others.Length > 0
            ? new LeaderMovePlan(leader, successor, [leader, .. others])
            : throw new CommandException(
                ExitCode.Refused, $"no other agent answers, so none could lead in the place of {Describe(leader)}. Nothing was changed.");
    }

    public async Task<MovedLeader> RunAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        int ended;
        try
        {
            ended = await calls.At(plan.Leader.Internal!.Value)
                .MoveLeadershipAsync(plan.Successor?.Process.Incarnation.Value ?? 0, cancellation);
        }
        catch (GaramException fault)
        {
            throw new CommandException(ExitCode.Failed, $"{Describe(plan.Leader)} did not resign: {fault.Message}", fault);
        }

        var (agent, epoch) = await FindLeaderAsync(ended, cancellation);
        return new MovedLeader(
            agent.NodeId, agent.Process.Name, agent.Internal!.Value.ToString(), epoch,
            (long)time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Asks all agents again and again. One that does not answer holds up only itself.</summary>
    private async Task<(SurveyedAgent Agent, int Epoch)> FindLeaderAsync(int ended, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(WaitMax);
        var watched = plan.Asked.Select(agent => (Agent: agent, Client: calls.At(agent.Internal!.Value))).ToArray();
        var looks = watched.Select(agent => WatchAsync(agent.Agent, agent.Client, ended, limit.Token)).ToArray();
        try
        {
            return await await Task.WhenAny(looks);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException(
                ExitCode.Failed, $"{Describe(plan.Leader)} resigned, and no agent has claimed within {WaitMax.TotalSeconds:0} seconds.");
        }
        finally
        {
            await limit.CancelAsync();
            await ((Task)Task.WhenAll(looks)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(SurveyedAgent Agent, int Epoch)> WatchAsync(
        SurveyedAgent agent, PeerClient client, int ended, CancellationToken cancellation)
    {
        while (true)
        {
            if (await calls.AskAsync(client, cancellation) is { Description: { IsLeading: true } leader } && leader.Epoch > ended)
            {
                return (agent, leader.Epoch);
            }

            await Task.Delay(LookInterval, cancellation);
        }
    }

    private static SurveyedAgent Find(ClusterSurvey survey, string to)
    {
        var named = survey.Agents.Where(agent => agent.Process.Name == to).ToArray();
        if (named.Length == 1)
        {
            return named[0];
        }

        if (int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && survey.Agents.FirstOrDefault(agent => agent.NodeId == id) is { } numbered)
        {
            return numbered;
        }

        var known = survey.Agents.Select(agent => $"{agent.Process.Name} (node {agent.NodeId})");
        throw named.Length > 1
            ? new CommandException(ExitCode.Usage, $"{named.Length} agents have the name {to}: give a node id.")
            : new CommandException(
                ExitCode.NotFound,
                survey.Agents.Count == 0 ? $"there is no agent {to}: none is registered."
                    : $"there is no agent {to}; there are {string.Join(", ", known)}.");
    }

    private static CommandException NoLeader(ClusterSurvey survey) => survey.Standing switch
    {
        LeaderStanding.Alone => new CommandException(
            ExitCode.Refused, "the store was led by a process without an internal listener (garam serve), which cannot hand it over."),
        _ => new CommandException(
            ExitCode.Unreachable,
            $"no agent leads: {StatusView.Leader(StatusDocument.Of(survey, null))}. Start an agent, or look again in some seconds."),
    };

    private static string Describe(SurveyedAgent agent) =>
        agent.Internal is { } address ? $"node {agent.NodeId} ({address})" : $"node {agent.NodeId}";
}

/// <param name="Leader">It resigns.</param>
/// <param name="Successor">It should claim; null: any agent.</param>
/// <param name="Asked">The agents that answer, the leader among them: it claims again when no other does.</param>
internal sealed record LeaderMovePlan(SurveyedAgent Leader, SurveyedAgent? Successor, IReadOnlyList<SurveyedAgent> Asked);

/// <summary>The document that <c>garam leader move --json</c> prints.</summary>
/// <param name="NodeId">The agent that leads now.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its internal address.</param>
/// <param name="Epoch">The epoch in which it leads.</param>
/// <param name="AfterMs">The time from the request until it was seen to lead.</param>
internal sealed record MovedLeader(int NodeId, string Name, string Address, int Epoch, long AfterMs)
{
    public override string ToString() => $"node {NodeId} ({Address}) leads in epoch {Epoch}, after {Amounts.Number(AfterMs)} ms";
}
