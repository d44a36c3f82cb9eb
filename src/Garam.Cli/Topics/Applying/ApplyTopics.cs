using System.CommandLine;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Topics.Applying;

/// <summary><c>garam topics apply</c>: a plan first, and then, if somebody says so, the work.</summary>
internal sealed class ApplyTopics
{
    private readonly Option<string> _file = new("--file", "-f") { Description = "YAML file with the topics; - reads the standard input", HelpName = "FILE", Required = true };
    private readonly Option<bool> _prune = new("--prune") { Description = "Delete topics, and topics' own settings, that the file does not name" };
    private readonly ConsentFlag _consent;
    private readonly ConnectionFlags _connection;
    private readonly OutputFlags _output;

    private ApplyTopics(ToolCommand command)
    {
        command.Add(_file);
        command.Add(_prune);
        _consent = new ConsentFlag(command);
        _connection = new ConnectionFlags(command);
        _output = new OutputFlags(command);
    }

    public static ToolCommand Create()
    {
        var command = new ToolCommand("apply", "Make the topics of a cluster what a file says: a plan first, --yes does it.")
        {
            Details = """
                The file is YAML: "topics:" and below it each topic by its name, with "partitions",
                "replication-factor" and "configs", all of which may be left out. A setting of null takes the
                topic's own value away. The plan comes first. Without --yes you are asked on a terminal;
                elsewhere nothing is done, and the exit code is 6 if there is something to do.
                """,
            Examples =
            [
                new Example("garam topics apply -f topics.yaml", "Shows the plan, and asks."),
                new Example("garam topics apply -f topics.yaml --yes", "Does it."),
                new Example("garam topics apply -f topics.yaml --prune --json", "Prints the plan for programs, with the topics that would go."),
                new Example("echo 'topics: {orders: {partitions: 6, configs: {retention.ms: 3600000}}}' | garam topics apply -f - --yes", "Applies one line."),
            ],
            Json = """{"applied": true, "topics": [{"name": "orders", "action": "change", "changes": [{"field": "partitions", "from": "3", "to": "6"}]}]}""",
        };
        command.Run(new ApplyTopics(command).RunAsync);
        return command;
    }

    private async Task<int> RunAsync(CommandRun run)
    {
        // A read from a terminal or a pipe cannot be cancelled: it is left behind.
        var file = await Task.Run(() => TopicFile.Read(run.Parsed.GetValue(_file)!, run.Screen.In), CancellationToken.None).WaitAsync(run.Cancellation);
        if (Tell(run.Screen, file.Problems))
        {
            return ExitCode.Usage;
        }

        await using var cluster = await ClusterConnection.OpenAsync(_connection.Read(run), run.Cancellation);
        var prune = run.Parsed.GetValue(_prune);
        var plan = TopicPlan.Make(file.Topics, await ExistingAsync(cluster, file.Topics, prune, run.Cancellation), prune);
        if (Tell(run.Screen, plan.Problems))
        {
            return ExitCode.Usage;
        }

        await PlanExecution.ValidateAsync(cluster, plan, run.Cancellation);
        return await FollowAsync(run, cluster, plan);
    }

    private async Task<int> FollowAsync(CommandRun run, ClusterConnection cluster, TopicPlan plan)
    {
        var isJson = _output.IsJson(run);
        if (!isJson)
        {
            PlanView.Show(run.Screen, plan);
        }

        var isWork = plan.Work.Any();
        var go = isWork && await _consent.AskAsync(run, "Do it?", isJson);
        if (go)
        {
            await PlanExecution.RunAsync(cluster, plan, step => Done(run.Screen, isJson, step), run.Cancellation);
        }

        if (isJson)
        {
            JsonOutput.WriteDocument(run.Screen, PlanDocument.From(plan, go), TopicsJson.Default.PlanDocument);
        }
        else if (go)
        {
            run.Screen.Say($"Applied: {plan.Count(TopicAction.Create)} created, {plan.Count(TopicAction.Change)} changed, {plan.Count(TopicAction.Delete)} deleted.");
        }

        return isWork && !go ? ExitCode.Pending : ExitCode.Success;
    }

    private static void Done(Screen screen, bool isJson, TopicStep step)
    {
        if (!isJson)
        {
            screen.Say($"Done: {PlanView.NameOf(step.Action)} topic {step.Name}.");
        }
    }

    private static async Task<Dictionary<string, ExistingTopic>> ExistingAsync(
        ClusterConnection cluster, IReadOnlyList<TopicSpec> wanted, bool prune, CancellationToken cancellation)
    {
        string[]? names = prune ? null : [.. wanted.Select(spec => spec.Name)];
        var topics = await cluster.AskAsync((admin, limited) => admin.DescribeTopicsAsync(names, limited), cancellation);
        var configs = await cluster.AskAsync((admin, limited) => admin.DescribeTopicConfigsAsync([.. topics.Select(topic => topic.Name)], limited), cancellation);
        return topics.ToDictionary(topic => topic.Name, topic => new ExistingTopic(topic, configs[topic.Name].ToDictionary(entry => entry.Name)));
    }

    private static bool Tell(Screen screen, IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
        {
            screen.Complain(problem);
        }

        return problems.Count > 0;
    }
}
