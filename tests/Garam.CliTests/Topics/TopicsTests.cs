using System.Text.Json;
using Garam.CliTests.Support;

namespace Garam.CliTests.Topics;

/// <summary>Topics by hand, against Garam and against Apache Kafka.</summary>
public sealed class TopicsTests(Clusters clusters)
{
    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task A_topic_lives_from_create_to_delete(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create life -p 3 -c retention.ms=3600000")).ShouldSucceed();
        Assert.Equal(["life", "3", "1"], (await garam.LineAsync("topics list")).ShouldSucceed().Row("life"));

        (await garam.LineAsync("topics alter life -p 5 -c cleanup.policy=compact --delete-config retention.ms")).ShouldSucceed();
        var described = (await garam.LineAsync("topics describe life --json")).ShouldSucceed();
        using var document = JsonDocument.Parse(described.Output);
        var topic = document.RootElement.GetProperty("topics")[0];
        Assert.Equal(5, topic.GetProperty("partitions").GetArrayLength());
        Assert.Equal(0, topic.GetProperty("partitions")[4].GetProperty("end").GetInt64());
        var own = topic.GetProperty("configs").EnumerateArray()
            .Where(config => config.GetProperty("source").GetString() == "topic").ToArray();
        Assert.Contains(own, config => config.GetProperty("name").GetString() == "cleanup.policy"
            && config.GetProperty("value").GetString() == "compact");
        Assert.DoesNotContain(own, config => config.GetProperty("name").GetString() == "retention.ms");

        var asked = await garam.LineAsync("topics delete life");
        Assert.Equal((6, "Nothing was changed; pass --yes to go ahead.\n"), (asked.ExitCode, asked.Error));
        Assert.Equal(["life", "5", "0"], asked.Row("life"));
        Assert.Contains("life", (await garam.LineAsync("topics list")).ShouldSucceed().Output, StringComparison.Ordinal);
        (await garam.LineAsync("topics delete life --yes")).ShouldSucceed();
        Assert.DoesNotContain(
            "life\n", (await garam.ShellAsync("garam topics list | awk '{print $1}'")).ShouldSucceed().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task Refusals_name_what_is_wrong(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create refused-orders")).ShouldSucceed();

        (await garam.LineAsync("topics create refused-orders")).ShouldFail(5, "refused-orders", "exists already", "--if-not-exists");
        (await garam.LineAsync("topics create refused-other -c retention.msx=1")).ShouldFail(
            5, "refused-other", "retention.msx", "INVALID_CONFIG");
        (await garam.LineAsync("topics create refused/name")).ShouldFail(5, "refused/name", "INVALID_TOPIC_EXCEPTION");
        (await garam.LineAsync("topics create refused-new refused-orders")).ShouldFail(
            5, "topic 'refused-orders' exists already", "None of the 2 topics was created.");
        (await garam.LineAsync("topics alter refused-orders -c retention.ms=soon")).ShouldFail(5, "refused-orders", "INVALID_CONFIG");
        (await garam.LineAsync("topics describe refused-order")).ShouldFail(4, "refused-order", "Did you mean refused-orders?");
        (await garam.LineAsync("topics delete refused-orders refused-nothing --yes")).ShouldFail(4, "refused-nothing");
        Assert.Contains("refused-orders", (await garam.LineAsync("topics list")).ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.Contains(
            "exists already", (await garam.LineAsync("topics create refused-orders --if-not-exists")).ShouldSucceed().Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task A_file_is_planned_then_applied_and_then_there_is_nothing_to_do(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        const string File =
            "topics:\n  applied-a: {partitions: 2}\n  applied-b:\n    partitions: 1\n"
            + "    configs: {retention.ms: 1000000, cleanup.policy: compact}\n";

        var plan = await garam.RunWithInputAsync(File, "topics", "apply", "-f", "-");
        Assert.Equal(6, plan.ExitCode);
        Assert.Contains("+ create topic applied-a", plan.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("applied-a", (await garam.LineAsync("topics list")).Output, StringComparison.Ordinal);

        Assert.EndsWith(
            "Applied: 2 created, 0 changed, 0 deleted.\n",
            (await garam.RunWithInputAsync(File, "topics", "apply", "-f", "-", "--yes")).ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.Contains(
            "0 to create, 0 to change, 0 to delete, 2 unchanged.",
            (await garam.RunWithInputAsync(File, "topics", "apply", "-f", "-")).ShouldSucceed().Output, StringComparison.Ordinal);

        var changed = File.Replace("partitions: 2", "partitions: 4", StringComparison.Ordinal).Replace(
            "retention.ms: 1000000", "retention.ms: null", StringComparison.Ordinal);
        var applied = (await garam.RunWithInputAsync(changed, "topics", "apply", "-f", "-", "--yes", "--json")).ShouldSucceed();
        using var document = JsonDocument.Parse(applied.Output);
        Assert.True(document.RootElement.GetProperty("applied").GetBoolean());
        Assert.Equal(["applied-a", "4", "1"], (await garam.LineAsync("topics list")).Row("applied-a"));
    }

    [Theory]
    [InlineData("topics:\n  a: {partions: 3}\n", "line 2", "Did you mean partitions?")]
    [InlineData("topics:\n  a: {partitions: many}\n", "line 2", "many")]
    [InlineData("topics:\n  a: [1\n", "line 3", "not valid YAML")]
    [InlineData("- a\n", "topics:", "standard input")]
    public async Task A_wrong_file_is_told_with_its_line(string file, string where, string what)
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);

        (await garam.RunWithInputAsync(file, "topics", "apply", "-f", "-", "--yes")).ShouldFail(2, where, what);
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task The_cluster_is_described(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        var brokers = await clusters.BrokersAsync(kind);

        var shown = (await garam.LineAsync("cluster --json")).ShouldSucceed();

        using var document = JsonDocument.Parse(shown.Output);
        var broker = document.RootElement.GetProperty("brokers")[0];
        Assert.Equal(brokers, $"{broker.GetProperty("host").GetString()}:{broker.GetProperty("port").GetInt32()}");
        Assert.NotEmpty(document.RootElement.GetProperty("clusterId").GetString()!);
    }
}
