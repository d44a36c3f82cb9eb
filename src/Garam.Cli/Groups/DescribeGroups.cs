using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
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
                Lag is the distance from the committed offset to the end of the log. A partition without a committed offset has no lag,
                and neither has a group that has committed nothing. The members of share and streams groups, and what share groups have
                read, are not shown. In names, {NamePattern.Explained}.
                """,
            Examples =
            [
                new Example("garam groups describe billing", "Shows which member reads what, and how far behind the group is."),
                new Example("garam groups describe 'billing-*'", "Shows every group whose name begins with billing-."),
                new Example("garam groups describe billing --json | jq '.groups[0].totalLag'", "Prints only the lag."),
            ],
            Json = """
                {"groups": [{"name": "billing", "state": "Stable", "type": "classic", "protocolType": "consumer", "assignor": "range",
                  "coordinator": "127.0.0.1:9092",
                  "members": [{"memberId": "app-1…", "instanceId": null, "clientId": "app", "host": "/127.0.0.1", "topics": ["orders"],
                    "partitions": [{"topic": "orders", "partition": 0}]}],
                  "partitions": [{"topic": "orders", "partition": 0, "committed": 90, "start": 0, "end": 100, "lag": 10,
                    "memberId": "app-1…"}],
                  "totalLag": 10}]}
                """,
        };
        var names = new Argument<string[]>("GROUP")
        {
            Description = "Groups to describe, or patterns",
            Arity = ArgumentArity.OneOrMore,
        }.CompleteGroups();
        command.Add(names);
        return command.Asks(
            run => run.Parsed.GetValue(names)!, AskAsync, GroupsJson.Default.GroupDetailsList, (run, list) => GroupDetailsView.Show(
                run.Screen, list.Groups));
    }

    private static async Task<GroupDetailsList> AskAsync(ClusterConnection cluster, string[] names, CancellationToken cancellation)
    {
        var listed = await GroupLookup.MatchAsync(cluster, names, mayBeAbsent: false, cancellation);
        return new GroupDetailsList(await GroupInspection.DescribeAsync(cluster, listed, cancellation));
    }
}
