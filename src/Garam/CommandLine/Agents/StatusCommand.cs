using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Output;

namespace Garam.CommandLine.Agents;

/// <summary><c>garam status</c>: a cluster as a whole.</summary>
internal static class StatusCommand
{
    public const string Description = "Show a cluster by its store: leader, journal, records, and the work of all agents.";

    /// <summary>For the help pages of all commands that look at a cluster through its store.</summary>
    public const string HowItLooks = """
        Reads the store without a lock, like an agent that follows, and then asks each agent on its internal address. The store holds the
        key by which agents know each other. So the command works for everyone that may read the store, also while no agent runs.
        """;

    private const string Document = """
        {"clusterId": "KNs5…", "featureLevel": 1, "leader": {"nodeId": 1, "name": "a1", "address": "10.0.0.1:9192", "epoch": 7,
          "state": "leads", "leadingForMs": 61000}, "journal": {"position": 5120, "floor": 4097, "snapshot": {"sequence": 4992,
          "timestampMs": 1, "ageMs": 52000}}, "agents": 3, "answering": 3, "topics": 2, "partitions": 12, "groups": 1,
          "segments": 41, "deadSegments": 0, "storedBytes": 9000000, "connections": 8, "traffic": {"produceRequests": 900,
          "produceBytes": 9000000, "fetchRequests": 950, "fetchBytes": 9000000, "cacheHits": 99, "cacheMisses": 1},
          "rates": {"produceRequestsPerSecond": 12.5, "produceBytesPerSecond": 125000, "fetchRequestsPerSecond": 12.5,
          "fetchBytesPerSecond": 125000}, "store": {"requests": {"create": 400, "read": 90}, "writtenBytes": 9100000,
          "readBytes": 100000, "costDollars": 0.002}}
        """;

    public static Command Create()
    {
        var command = new ToolCommand("status", Description)
        {
            Examples =
            [
                new Example("garam status --store s3://streams/prod", "Shows who leads, and how much the cluster holds."),
                new Example("garam status --data ./garam-data --watch 5s", "Shows also how much it does, every five seconds."),
                new Example("garam status --watch --json | jq .rates.produceBytesPerSecond", "Prints a number every two seconds."),
            ],
            Details = HowItLooks,
            Json = Document,
        };
        var survey = new SurveyFlags(command);
        var (watch, output) = (new WatchFlag(command), new OutputFlags(command));
        command.Run(async run =>
        {
            var every = watch.Read(run);
            await using var surveyor = await survey.OpenAsync(run);
            ClusterSurvey? before = null;
            return await WatchFlag.RunAsync(run, every, output, LookAsync, AgentsJson.Default.StatusDocument, StatusView.Show);

            async Task<StatusDocument> LookAsync(CancellationToken cancellation)
            {
                var now = await surveyor.LookAsync(cancellation);
                var status = StatusDocument.Of(now, before);
                before = now;
                return status;
            }
        });
        return command;
    }
}
