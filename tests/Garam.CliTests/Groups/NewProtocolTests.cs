using System.Text.Json;
using Garam.CliTests.Support;

namespace Garam.CliTests.Groups;

/// <summary>Groups whose partitions the brokers divide: only Apache Kafka has them, and Kafka's own consumers are their members.</summary>
public sealed class NewProtocolTests(Clusters clusters)
{
    /// <summary>Longer than a JVM takes to start on a busy machine; only a failing test waits so long.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_consumer_group_is_shown_with_its_members_and_changed_when_they_are_gone()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Kafka);
        (await garam.LineAsync("topics create new-protocol -p 2")).ShouldSucceed();
        (await garam.RunWithInputAsync("a\nb\nc\n", "produce", "new-protocol", "-p", "1", "-q")).ShouldSucceed();
        using var consumer = ConsoleConsumer.Start(
            "console-consumer", await clusters.BrokersAsync(ClusterKind.Kafka), "--topic", "new-protocol",
            "--group", "new-group", "--from-beginning", "--command-property", "group.protocol=consumer");
        Assert.Equal("a", await consumer.Output.ReadLineAsync(TestContext.Current.CancellationToken));

        var group = await DescribeAsync(garam, "new-group", static group => group.GetProperty("members").GetArrayLength() == 1
            && group.GetProperty("partitions").GetArrayLength() == 2);
        var member = group.GetProperty("members")[0];
        Assert.Equal(
            ("Stable", "consumer", "uniform"),
            (group.GetProperty("state").GetString(), group.GetProperty("type").GetString(), group.GetProperty("assignor").GetString()));
        Assert.Equal("console-consumer", member.GetProperty("clientId").GetString());
        Assert.Equal(["new-protocol"], member.GetProperty("topics").EnumerateArray().Select(topic => topic.GetString()));
        Assert.Equal(
            [0, 1], member.GetProperty("partitions").EnumerateArray().Select(partition => partition.GetProperty("partition").GetInt32()));
        Assert.All(group.GetProperty("partitions").EnumerateArray(), partition => Assert.Equal(
            member.GetProperty("memberId").GetString(), partition.GetProperty("memberId").GetString()));
        Assert.Equal(
            ["new-group", "Stable", "consumer", "consumer"],
            (await garam.LineAsync("groups list --type consumer")).ShouldSucceed().Row("new-group"));
        Assert.DoesNotContain(
            "new-group", (await garam.LineAsync("groups list --type classic share streams")).Output, StringComparison.Ordinal);
        (await garam.LineAsync("groups delete new-group --yes")).ShouldFail(5, "group 'new-group' was not deleted: it has members");
        (await garam.LineAsync("groups reset-offsets new-group --topic new-protocol --to start --yes")).ShouldFail(
            5, "group 'new-group' has a member (console-consumer at", "stop them first");

        await consumer.StopAsync();

        var left = await DescribeAsync(garam, "new-group", static group => group.GetProperty("state").GetString() == "Empty");
        Assert.Equal(3, left.GetProperty("partitions").EnumerateArray()
            .Single(partition => partition.GetProperty("partition").GetInt32() == 1).GetProperty("committed").GetInt64());
        (await garam.LineAsync("groups reset-offsets new-group --topic new-protocol --to start --yes")).ShouldSucceed();
        Assert.Equal(["new-protocol", "1", "0", "0", "3", "3", "-"], LastRow(await garam.LineAsync("groups describe new-group")));
        (await garam.LineAsync("groups delete new-group --yes")).ShouldSucceed();
    }

    [Fact]
    public async Task A_share_group_is_listed_and_what_it_has_no_part_in_is_said()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Kafka);
        (await garam.LineAsync("topics create shared-out")).ShouldSucceed();
        using var consumer = ConsoleConsumer.Start(
            "console-share-consumer", await clusters.BrokersAsync(ClusterKind.Kafka), "--topic", "shared-out", "--group", "share-group");
        var group = await DescribeAsync(garam, "share-group", static group => group.GetProperty("state").GetString() == "Stable");

        Assert.Equal(("share", JsonValueKind.Null), (group.GetProperty("type").GetString(), group.GetProperty("members").ValueKind));
        Assert.Equal(
            ["share-group", "Stable", "share", "share"],
            (await garam.LineAsync("groups list --type share")).ShouldSucceed().Row("share-group"));
        var shown = (await garam.LineAsync("groups describe share-group")).ShouldSucceed();
        Assert.Equal("The members of 'share-group' cannot be shown: it is a share group.\n", shown.Error);
        (await garam.LineAsync("groups reset-offsets share-group --topic shared-out --to start")).ShouldFail(
            5, "group 'share-group' is a share group: it has no committed offsets");
        (await garam.LineAsync("groups delete share-group --yes")).ShouldFail(5, "it has members");
        await consumer.StopAsync();
    }

    private static string[] LastRow(ToolResult result) =>
        result.ShouldSucceed().Output.TrimEnd().Split('\n')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The group as soon as it is as it should be: its members take some heartbeats for that.</summary>
    private static async Task<JsonElement> DescribeAsync(GaramProgram garam, string name, Func<JsonElement, bool> isReady)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (true)
        {
            var result = await garam.LineAsync($"groups describe {name} --json");
            if (result.ExitCode == 0)
            {
                using var document = JsonDocument.Parse(result.Output);
                var group = document.RootElement.GetProperty("groups")[0];
                if (isReady(group))
                {
                    return group.Clone();
                }
            }

            Assert.False(bound.IsCancellationRequested, result.Output + result.Error);
        }
    }
}
