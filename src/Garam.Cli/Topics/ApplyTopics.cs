using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics apply</c>.</summary>
internal sealed class ApplyTopics(ClusterConnection cluster, TopicPlan plan) : PlannedChange<PlanDocument>(TopicsJson.Default.PlanDocument)
{
    protected override bool HasWork => plan.Work.Any();

    protected override string Question => "Go ahead?";

    public static ToolCommand Create()
    {
        var command = new ToolCommand("apply", "Make the topics of a cluster match a file.")
        {
            Details = $"""
                The file is YAML: "topics:", and below it each topic by name, with "partitions",
                "replication-factor" and "configs", all of which are optional. A setting of null removes
                the topic's own value. The plan is shown first. {ConsentFlag.Explained}
                if there is something to do.
                """,
            Examples =
            [
                new Example("garam topics apply -f topics.yaml", "Shows the plan, and asks."),
                new Example("garam topics apply -f topics.yaml --yes", "Carries it out."),
                new Example(
                    "garam topics apply -f topics.yaml --prune --json",
                    "Prints the plan for programs, including the topics that would be deleted."),
                new Example(
                    "echo 'topics: {orders: {partitions: 6, configs: {retention.ms: 3600000}}}' | garam topics apply -f - --yes",
                    "Applies one line."),
            ],
            Json = """
                {"applied": true, "topics": [{"name": "orders", "action": "change",
                  "changes": [{"field": "partitions", "from": "3", "to": "6"}]}]}
                """,
        };
        var file = FileFlag();
        var prune = new Option<bool>("--prune") { Description = "Delete topics, and settings of topics, that the file does not name" };
        command.Add(file);
        command.Add(prune);
        ConsentFlag.AddTo(command);
        var connection = new ConnectionFlags(command);
        var output = new OutputFlags(command);
        command.Run(run => RunAsync(run, run.Parsed.GetValue(file)!, run.Parsed.GetValue(prune), connection, output));
        return command;
    }

    protected override Task ShowPlanAsync(Screen screen, CancellationToken cancellation)
    {
        PlanView.Show(screen, plan);
        return Task.CompletedTask;
    }

    protected override Task CarryOutAsync(Action<string> say, CancellationToken cancellation) =>
        PlanExecution.RunAsync(cluster, plan, step => say($"Done: {PlanView.NameOf(step.Action)} topic {step.Name}."), cancellation);

    protected override PlanDocument Document(bool isDone) => PlanDocument.From(plan, isDone);

    protected override void ShowResult(Screen screen, PlanDocument document)
    {
        if (document.Applied)
        {
            screen.Say(
                $"Applied: {plan.Count(TopicAction.Create)} created, {plan.Count(TopicAction.Change)} changed, "
                + $"{plan.Count(TopicAction.Delete)} deleted.");
        }
    }

    private static Option<string> FileFlag() => new("--file", "-f")
    {
        Description = "YAML file with the topics; - reads the standard input",
        HelpName = "FILE",
        Required = true,
    };

    private static async Task<int> RunAsync(CommandRun run, string path, bool prune, ConnectionFlags connection, OutputFlags output)
    {
        // A read from a terminal or a pipe cannot be cancelled, so on Ctrl-C it is abandoned.
        var wanted = await Task.Run(() => TopicFile.Read(path, run.Screen.In), CancellationToken.None).WaitAsync(run.Cancellation);
        if (wanted.Problems.Count > 0)
        {
            return Complain(run.Screen, wanted.Problems);
        }

        await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
        var plan = await PlanAsync(cluster, wanted.Topics, prune, run.Cancellation);
        return plan.Problems.Count > 0
            ? Complain(run.Screen, plan.Problems)
            : await new ApplyTopics(cluster, plan).RunAsync(run, output);
    }

    /// <summary>Plans from what the cluster has, and lets the cluster check the plan.</summary>
    private static async Task<TopicPlan> PlanAsync(
        ClusterConnection cluster, IReadOnlyList<TopicSpec> wanted, bool prune, CancellationToken cancellation)
    {
        string[]? names = prune ? null : [.. wanted.Select(spec => spec.Name)];
        var topics = await cluster.AskAsync((admin, limited) => admin.DescribeTopicsAsync(names, limited), cancellation);
        string[] found = [.. topics.Select(topic => topic.Name)];
        var configs = await cluster.AskAsync((admin, limited) => admin.DescribeTopicConfigsAsync(found, limited), cancellation);
        var existing = topics.ToDictionary(
            topic => topic.Name, topic => new ExistingTopic(topic, configs[topic.Name].ToDictionary(entry => entry.Name)));
        var plan = TopicPlan.Make(wanted, existing, prune);
        if (plan.Problems.Count == 0)
        {
            await PlanExecution.ValidateAsync(cluster, plan, cancellation);
        }

        return plan;
    }

    private static int Complain(Screen screen, IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
        {
            screen.Complain(problem);
        }

        return ExitCode.Usage;
    }
}
