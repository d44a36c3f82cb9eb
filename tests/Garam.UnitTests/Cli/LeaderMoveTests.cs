using Garam.Cli.Terminal;
using Garam.CommandLine.Agents;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Peers;
using Garam.Protocol;

namespace Garam.UnitTests.Cli;

/// <summary>Which moves of the leadership are possible, and what is said about the others.</summary>
public sealed class LeaderMoveTests
{
    private static readonly SurveyedAgent[] Three = [Agent(1, "a1", isLeading: true), Agent(2, "a2"), Agent(3, "3")];

    [Theory]
    [InlineData(null, null)]
    [InlineData("a2", 2)]
    [InlineData("2", 2)]
    [InlineData("3", 3)]
    public void An_agent_is_named_by_its_name_or_its_node_id(string? to, int? node)
    {
        var plan = LeaderMove.Plan(Survey(Three), to);

        Assert.Equal((1, node), (plan.Leader.NodeId, plan.Successor?.NodeId));
        Assert.Equal([1, 2, 3], plan.Asked.Select(agent => agent.NodeId));
    }

    [Fact]
    public void A_move_that_cannot_be_is_refused_with_its_reason()
    {
        ShouldRefuse(Survey(Three), "a1", ExitCode.Refused, "node 1 (10.0.0.1:9192) leads already.");
        ShouldRefuse(Survey(Three), "a9", ExitCode.NotFound, "there is no agent a9; there are a1 (node 1), a2 (node 2), 3 (node 3).");
        ShouldRefuse(
            Survey([Three[0], Three[1], Silent(3)]), "a3", ExitCode.Unreachable,
            "node 3 (10.0.0.3:9192) does not answer, so it cannot lead: Gone.");
        ShouldRefuse(
            Survey([Three[0], Silent(3)]), null, ExitCode.Refused,
            "no other agent answers, so none could lead in the place of node 1 (10.0.0.1:9192). Nothing was changed.");
        ShouldRefuse(
            Survey([Three[1], Silent(3)]), null, ExitCode.Unreachable,
            "no agent leads: none of the agents that answer; the process at 10.0.0.1:9192 led last, in epoch 6. Start an agent, or look "
                + "again in some seconds.");
        ShouldRefuse(
            Survey([Agent(1, "a", isLeading: true), Agent(2, "a")]), "a", ExitCode.Usage, "2 agents have the name a: give a node id.");
        ShouldRefuse(
            Survey([], new LeaderState(3, 1, "", 0, false)), null, ExitCode.Refused,
            "the store was led by a process without an internal listener (garam serve), which cannot hand it over.");
    }

    [Fact]
    public void A_move_is_told_in_one_line() =>
        Assert.Equal(
            "node 2 (10.0.0.2:9192) leads in epoch 8, after 140 ms", new MovedLeader(2, "a2", "10.0.0.2:9192", 8, 140).ToString());

    private static void ShouldRefuse(ClusterSurvey survey, string? to, int exitCode, string message)
    {
        var refusal = Assert.Throws<CommandException>(() => LeaderMove.Plan(survey, to));
        Assert.Equal((exitCode, message), (refusal.ExitCode, refusal.Message));
    }

    private static ClusterSurvey Survey(SurveyedAgent[] agents, LeaderState? leader = null) => new(
        new StoredFacts(
            "KNs5", 1, leader ?? new LeaderState(6, 1, "10.0.0.1", 9192, false), 10, [.. agents.Select(agent => agent.Process)]),
        agents,
        0,
        0);

    private static SurveyedAgent Silent(int node) => Agent(node, $"a{node}") with { Answer = null, Fault = "Gone." };

    private static SurveyedAgent Agent(int node, string name, bool isLeading = false) => new(
        new ProcessState(new Incarnation(node), node, name, new HostPort($"10.0.0.{node}", 9092), null, []),
        new HostPort($"10.0.0.{node}", 9192),
        new ProcessDescription(node, node, "0.3.0", isLeading, 7, 10),
        null);
}
