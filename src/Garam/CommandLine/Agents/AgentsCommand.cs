using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Output;

namespace Garam.CommandLine.Agents;

/// <summary><c>garam agents</c>: the processes of a cluster, one by one.</summary>
internal static class AgentsCommand
{
    public const string Description = "Show the agents of a cluster: addresses, versions, roles, and how far each has followed.";

    public static Command Create()
    {
        var command = new ToolCommand("agents", Description)
        {
            Examples =
            [
                new Example("garam agents --store s3://streams/prod", "Shows a line for each agent."),
                new Example("garam agents --watch 1s", "Shows them every second, for a restart of one after the other."),
                new Example("garam agents --json | jq -r '.agents[] | select(.role == \"no-answer\") | .kafka'", "Names the silent ones."),
            ],
            Details = StatusCommand.HowItLooks,
            Json = """
                {"agents": [{"nodeId": 1, "incarnation": 3, "name": "a1", "zone": null, "kafka": "10.0.0.1:9092",
                  "listeners": [{"address": "10.0.0.1:9092", "zone": null}], "internal": "10.0.0.1:9192", "version": "0.3.0",
                  "role": "leader", "startedAtMs": 1, "uptimeMs": 61000, "position": 5120, "lag": 0, "connections": 8,
                  "traffic": {"produceRequests": 900}, "store": {"writtenBytes": 9100000},
                  "fault": null}]}
                """,
        };
        var survey = new SurveyFlags(command);
        var (watch, output) = (new WatchFlag(command), new OutputFlags(command));
        command.Run(async run =>
        {
            var every = watch.Read(run);
            await using var surveyor = await survey.OpenAsync(run);
            return await WatchFlag.RunAsync(
                run,
                every,
                output,
                async cancellation => AgentsDocument.Of(await surveyor.LookAsync(cancellation)),
                AgentsJson.Default.AgentsDocument,
                AgentsView.Show);
        });
        return command;
    }
}
