using System.CommandLine;
using Garam.Cli.Completion;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Groups;

/// <summary><c>garam groups describe</c>.</summary>
internal static class DescribeGroups
{
    public static ToolCommand Create()
    {
        var command = new ToolCommand("describe", "Show members, assignments, committed offsets and lag of groups.")
        {
            Details = $"""
                Lag is what lies between the committed offset and the end of the log. A partition without a committed offset has none, and neither has a group
                that has committed nothing. The members of share and streams groups, and what share groups have read, are not shown. In names {NamePattern.Explained}.
                """,
            Examples =
            [
                new Example("garam groups describe billing", "Shows who reads what, and how far behind."),
                new Example("garam groups describe 'billing-*'", "Shows every group whose name begins with billing-."),
                new Example("garam groups describe billing --json | jq '.groups[0].totalLag'", "Prints the lag alone."),
            ],
            Json = """
                {"groups": [{"name": "billing", "state": "Stable", "type": "classic", "protocolType": "consumer", "assignor": "range",
                  "coordinator": "127.0.0.1:9092",
                  "members": [{"memberId": "app-1…", "instanceId": null, "clientId": "app", "host": "/127.0.0.1", "topics": ["orders"],
                    "partitions": [{"topic": "orders", "partition": 0}]}],
                  "partitions": [{"topic": "orders", "partition": 0, "committed": 90, "start": 0, "end": 100, "lag": 10, "memberId": "app-1…"}],
                  "totalLag": 10}]}
                """,
        };
        var names = new Argument<string[]>("GROUP") { Description = "Groups to describe, or patterns", Arity = ArgumentArity.OneOrMore }.CompleteGroups();
        command.Add(names);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(async run =>
        {
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            var listed = await GroupLookup.MatchAsync(cluster, run.Parsed.GetValue(names)!, mayBeAbsent: false, run.Cancellation);
            var details = await GroupInspection.DescribeAsync(cluster, listed, run.Cancellation);
            if (output.IsJson(run))
            {
                JsonOutput.WriteDocument(run.Screen, new GroupDetailsList(details), GroupsJson.Default.GroupDetailsList);
            }
            else
            {
                GroupDetailsView.Show(run.Screen, details);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
