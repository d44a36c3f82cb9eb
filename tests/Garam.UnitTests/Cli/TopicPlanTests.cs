using System.Text;
using Garam.Cli.Topics;
using Garam.Client.Admin;

namespace Garam.UnitTests.Cli;

/// <summary>From a file and a cluster to what has to be done.</summary>
public sealed class TopicPlanTests
{
    private static readonly Dictionary<string, ExistingTopic> Cluster = new[]
    {
        Existing("orders", 3, ("retention.ms", "1000")),
        Existing("users", 1),
        Existing("__internal", 1),
    }.ToDictionary(topic => topic.Topic.Name);

    [Fact]
    public void What_is_missing_is_created_and_what_differs_is_changed()
    {
        var plan = Plan(
            "topics:\n  orders: {partitions: 6, configs: {retention.ms: 2000, cleanup.policy: compact}}\n"
                + "  users: {partitions: 1}\n  fresh: {partitions: 2, configs: {retention.ms: 5}}\n  plain:\n");

        Assert.Empty(plan.Problems);
        var screen = new RecordedScreen();
        PlanView.Show(screen.Screen, plan);
        Assert.Equal(
            "+ create topic fresh\n    partitions: 2\n    retention.ms: 5\n~ change topic orders\n    partitions: 3 -> 6\n"
                + "    cleanup.policy: (default) -> compact\n    retention.ms: 1000 -> 2000\n+ create topic plain\n"
            + "2 to create, 1 to change, 0 to delete, 1 unchanged.\n",
            screen.Output);
    }

    [Fact]
    public void Null_takes_a_setting_away_once()
    {
        Assert.Equal(
            [new FieldChange("retention.ms", "1000", null)],
            Plan("topics: {orders: {configs: {retention.ms: null}}}").Steps.Single().Changes);
        Assert.Equal(TopicAction.None, Plan("topics: {users: {configs: {retention.ms: ~}}}").Steps.Single().Action);
    }

    [Fact]
    public void A_default_of_the_same_value_is_not_the_topics_own() =>
        Assert.Equal(
            [new FieldChange("segment.bytes", null, "77")], Plan("topics: {users: {configs: {segment.bytes: 77}}}").Steps.Single().Changes);

    [Fact]
    public void Pruning_deletes_what_the_file_does_not_name_but_nothing_internal()
    {
        var plan = Plan("topics: {orders: }", prune: true);

        Assert.Equal([("orders", TopicAction.Change), ("users", TopicAction.Delete)], plan.Steps.Select(step => (step.Name, step.Action)));
        Assert.Equal([new FieldChange("retention.ms", "1000", null)], plan.Steps[0].Changes);
    }

    [Theory]
    [InlineData("topics: {orders: {partitions: 2}}", "cannot shrink to 2")]
    [InlineData("topics: {orders: {replication-factor: 3}}", "replication factor 1")]
    public void What_no_cluster_can_do_is_a_problem(string file, string says) =>
        Assert.Contains(says, Assert.Single(Plan(file).Problems), StringComparison.Ordinal);

    [Theory]
    [InlineData("topics: {a: {partions: 1}}", "line 1", "Did you mean partitions?")]
    [InlineData("topics:\n  a: {partitions: 0}", "line 2", "partitions: '0' is not a number above zero")]
    [InlineData("topics:\n  a: {partitions: 9999999999}", "line 2", "not a number")]
    [InlineData("topics:\n  a: {configs: [x]}", "line 2", "setting: value")]
    [InlineData("topics:\n  a: {configs: {x: [1]}}", "line 2", "plain value")]
    [InlineData("topics:\n  a: {}\n  a: {}", "line 3", "not valid YAML")]
    [InlineData("topics:\n  a: 3", "line 2", "partitions, replication-factor, configs")]
    [InlineData("topics: [a]", "line 1", "by its name")]
    [InlineData("topic: {}", "line 1", "Did you mean topics?")]
    [InlineData("", "topics:", "by its name")]
    [InlineData("just text", "topics:", "by its name")]
    public void A_wrong_file_is_told_with_its_line(string text, string where, string what)
    {
        var problem = Assert.Single(Read(text).Problems);

        Assert.Contains(where, problem, StringComparison.Ordinal);
        Assert.Contains(what, problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public void All_faults_are_told_at_once() =>
        Assert.Equal(2, Read("topics:\n  a: {partions: 1}\n  b: {partitions: x}\n").Problems.Count);

    [Fact]
    public void A_quoted_null_is_a_value() =>
        Assert.Equal("null", Read("topics: {a: {configs: {k: \"null\"}}}").Topics.Single().Configs["k"]);

    private static TopicPlan Plan(string file, bool prune = false)
    {
        var read = Read(file);
        Assert.Empty(read.Problems);
        return TopicPlan.Make(read.Topics, Cluster, prune);
    }

    private static TopicFile Read(string text) => TopicFile.Read("-", () => new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static ExistingTopic Existing(string name, int partitions, params (string Name, string Value)[] own) => new(
        new TopicDescription(
            name, default, name.StartsWith('_'),
            [.. Enumerable.Range(0, partitions).Select(partition => new PartitionDescription(partition, 1, 0, [1], [1]))]),
        own.Select(config => new ConfigEntry(config.Name, config.Value, ConfigSource.Topic, false, false))
            .Append(new ConfigEntry("segment.bytes", "77", ConfigSource.Default, false, false)).ToDictionary(entry => entry.Name));
}
