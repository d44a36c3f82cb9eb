using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Admin;

namespace Garam.Cli.Topics;

/// <summary><c>garam topics delete</c>.</summary>
internal sealed class DeleteTopics(ClusterConnection cluster, IReadOnlyList<TopicDescription> found, IReadOnlyList<string> absent)
    : PlannedChange<DeletedTopics>(TopicsJson.Default.DeletedTopics)
{
    private readonly string[] _doomed = [.. found.Select(topic => topic.Name)];

    protected override bool HasWork => found.Count > 0;

    protected override bool IsShownOnlyToAsk => true;

    protected override string Question =>
        found.Count == 1 ? "Delete this topic and everything in it?" : $"Delete these {found.Count} topics and everything in them?";

    public static ToolCommand Create()
    {
        var command = new ToolCommand("delete", "Delete topics and everything in them.")
        {
            Details = $"""
                If a name is unknown, nothing is deleted. In names, {NamePattern.Explained}.
                {ConsentFlag.Explained}. This cannot be undone.
                """,
            Examples =
            [
                new Example("garam topics delete orders", "Shows what would be lost, and asks."),
                new Example("garam topics delete 'test-*' --yes", "Deletes every topic whose name begins with test-."),
                new Example("garam topics delete a b c --if-exists --yes", "Deletes those of three topics that exist."),
            ],
            Json = """{"done": true, "topics": ["orders"], "unchanged": []}""",
        };
        var names = TopicFlags.Names("Topics to delete, or patterns").CompleteTopics();
        var ifExists = new Option<bool>("--if-exists") { Description = "Ignore topics that do not exist" };
        command.Add(names);
        command.Add(ifExists);
        return command.Plans(
            run => (Names: run.Parsed.GetValue(names)!.Distinct().ToArray(), IfExists: run.Parsed.GetValue(ifExists)),
            (cluster, asked, cancellation) => PlanAsync(cluster, asked.Names, asked.IfExists, cancellation));
    }

    protected override async Task ShowPlanAsync(Screen screen, CancellationToken cancellation)
    {
        var led = found.SelectMany(TopicLookup.PartitionsWithLeader).ToArray();
        var offsets = await cluster.AskAsync((admin, limited) => admin.FindOffsetsAsync(led, limited), cancellation);
        var records = offsets.ToLookup(log => log.Key.Topic, log => log.Value.End - log.Value.Start);
        var table = new TableView(
            new TableColumn("TOPIC"), new TableColumn("PARTITIONS", IsNumber: true), new TableColumn("OFFSETS IN USE", IsNumber: true));
        foreach (var topic in found)
        {
            table.Add(topic.Name, Amounts.Number(topic.Partitions.Count), Amounts.Number(records[topic.Name].Sum()));
        }

        table.Write(screen);
    }

    protected override Task CarryOutAsync(Action<string> say, CancellationToken cancellation) =>
        TopicsInTurn.RunAsync(
            _doomed, "deleted", name => cluster.AskAsync((admin, limited) => admin.DeleteTopicAsync(name, limited), cancellation));

    protected override DeletedTopics Document(bool isDone) => new(isDone || !HasWork, _doomed, absent);

    protected override void ShowResult(Screen screen, DeletedTopics document)
    {
        if (document.Done)
        {
            TopicChanges.Show(screen, new ChangedTopics(document.Topics, document.Unchanged), "Deleted", "does not exist");
        }
    }

    private static async Task<PlannedChange> PlanAsync(
        ClusterConnection cluster, string[] names, bool ifExists, CancellationToken cancellation)
    {
        var found = await TopicLookup.MatchAsync(cluster, names, ifExists, cancellation);
        return new DeleteTopics(
            cluster, found, [.. names.Where(name => !NamePattern.IsPattern(name)).Except(found.Select(topic => topic.Name))]);
    }
}
