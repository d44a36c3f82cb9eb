using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.CommandLine.Agents;

/// <summary><c>garam leader</c>: changes which agent leads.</summary>
internal static class LeaderCommand
{
    public const string Description = "Change which agent leads a cluster.";

    public static Command Create() => new ToolCommand("leader", Description) { Move() };

    private static ToolCommand Move()
    {
        var command = new ToolCommand("move", "Make the leader resign, so that another agent leads.")
        {
            Examples =
            [
                new Example("garam leader move --store s3://streams/prod", "Lets another agent lead, before work on the leader's machine."),
                new Example("garam leader move --data ./garam-data --to a2", "Makes the agent a2 lead; a node id does as well."),
            ],
            Details = """
                The leader resigns as at a clean stop: it answers what it has accepted and goes on as a follower. Clients notice a pause of
                some milliseconds at most. With --to the other agents let the named one claim first. If it does not claim within two
                seconds, another agent leads, and the command says so and exits with 1. The exit code is 3 if no agent leads or the named
                one does not answer, 4 if there is no such agent, and 5 if there is nothing to move.
                """,
            Json = """{"nodeId": 2, "name": "a2", "address": "10.0.0.2:9192", "epoch": 8, "afterMs": 140}""",
        };
        var to = new Option<string?>("--to")
        {
            Description = "The agent that should lead, by its name or node id [default: any other]",
            HelpName = "AGENT",
        };
        command.Add(to);
        var (survey, output) = (new SurveyFlags(command), new OutputFlags(command));
        command.Run(async run =>
        {
            await using var surveyor = await survey.OpenAsync(run);
            var plan = LeaderMove.Plan(await surveyor.LookAsync(run.Cancellation), run.Parsed.GetValue(to));
            var moved = await new LeaderMove(surveyor.Calls!, plan, TimeProvider.System).RunAsync(run.Cancellation);
            output.Write(run, moved, AgentsJson.Default.MovedLeader, static (run, moved) => run.Screen.Say(moved.ToString()));
            return Judge(run.Screen, plan, moved);
        });
        return command;
    }

    private static int Judge(Screen screen, LeaderMovePlan plan, MovedLeader moved)
    {
        if (moved.NodeId == plan.Leader.NodeId)
        {
            screen.Complain("no other agent took over.");
            return ExitCode.Failed;
        }

        if (plan.Successor is { } wanted && moved.NodeId != wanted.NodeId)
        {
            screen.Complain($"node {wanted.NodeId} did not claim first.");
            return ExitCode.Failed;
        }

        return ExitCode.Success;
    }
}
