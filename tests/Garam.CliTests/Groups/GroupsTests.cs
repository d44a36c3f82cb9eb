using System.Text.Json;
using Garam.CliTests.Support;

namespace Garam.CliTests.Groups;

/// <summary>Groups by hand, against Garam and against Apache Kafka.</summary>
public sealed class GroupsTests(Clusters clusters)
{
    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task A_group_reads_on_where_it_stopped_and_goes_back_when_told(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create billed")).ShouldSucceed();
        (await garam.RunWithInputAsync("a\nb\nc\nd\n", "produce", "billed", "-q")).ShouldSucceed();

        Assert.Equal("a\nb\n", (await garam.LineAsync("consume billed --group billing --count 2")).ShouldSucceed().Output);
        Assert.Equal(
            ["billed", "0", "2", "0", "4", "2", "-"], (await garam.LineAsync("groups describe billing")).ShouldSucceed().Row("billed"));
        Assert.Equal("c\nd\n", (await garam.LineAsync("consume billed --group billing")).ShouldSucceed().Output);
        Assert.Equal("", (await garam.LineAsync("consume billed --group billing")).ShouldSucceed().Output);

        var plan = await garam.LineAsync("groups reset-offsets billing --topic billed --to -1");
        Assert.Equal((6, "Nothing was changed; pass --yes to go ahead.\n"), (plan.ExitCode, plan.Error));
        Assert.Equal(["billed", "0", "4", "3"], plan.Row("billed"));
        Assert.Equal("", (await garam.LineAsync("consume billed --group billing --commit never")).ShouldSucceed().Output);
        Assert.EndsWith(
            "Done: 1 offset of group 'billing' is set.\n",
            (await garam.LineAsync("groups reset-offsets billing --topic billed --to -1 --yes")).ShouldSucceed().Output,
            StringComparison.Ordinal);
        Assert.Equal("d\n", (await garam.LineAsync("consume billed --group billing --commit never")).ShouldSucceed().Output);
        Assert.Equal("d\n", (await garam.LineAsync("consume billed --group billing --commit end")).ShouldSucceed().Output);
        (await garam.LineAsync("groups reset-offsets billing --all-topics --to start --yes")).ShouldSucceed();
        Assert.Equal("a\nb\nc\nd\n", (await garam.LineAsync("consume billed --group billing")).ShouldSucceed().Output);

        Assert.Equal("billing", (await garam.LineAsync("groups list")).ShouldSucceed().Row("billing")[0]);
        Assert.Equal(
            ["billing", "Empty", "classic", "consumer", "0"], (await garam.LineAsync("groups list --lag")).ShouldSucceed().Row("billing"));
        var forget = await garam.LineAsync("groups delete-offsets billing --topic billed");
        Assert.Equal((6, "Nothing was changed; pass --yes to go ahead.\n"), (forget.ExitCode, forget.Error));
        Assert.Equal(["billed", "0", "4"], forget.Row("billed"));
        Assert.EndsWith(
            "Done: 1 offset of group 'billing' deleted.\n",
            (await garam.LineAsync("groups delete-offsets billing --all-topics --yes")).ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "total lag", (await garam.LineAsync("groups describe billin?")).ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.Equal(
            ["billing", "Empty", "classic", "consumer", "-"], (await garam.LineAsync("groups list --lag")).ShouldSucceed().Row("billing"));
        Assert.Equal(6, (await garam.LineAsync("groups delete billing")).ExitCode);
        (await garam.LineAsync("groups delete billin? --yes")).ShouldSucceed();
        (await garam.LineAsync("groups describe billing")).ShouldFail(4, "there is no group 'billing'");
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task A_group_with_a_member_is_shown_and_left_alone(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create busy -p 2")).ShouldSucceed();
        (await garam.RunWithInputAsync("a\n", "produce", "busy", "-p", "1", "-q")).ShouldSucceed();
        using var member = garam.Start("consume", "busy", "--group", "busy-group", "--follow");
        try
        {
            Assert.Equal("a", await member.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

            using var described = JsonDocument.Parse((await garam.LineAsync("groups describe busy-group --json")).ShouldSucceed().Output);
            var group = described.RootElement.GetProperty("groups")[0];
            Assert.Equal(("Stable", "range"), (group.GetProperty("state").GetString(), group.GetProperty("assignor").GetString()));
            var only = Assert.Single(group.GetProperty("members").EnumerateArray());
            Assert.Equal(["busy"], only.GetProperty("topics").EnumerateArray().Select(topic => topic.GetString()));
            Assert.Equal(
                [0, 1], only.GetProperty("partitions").EnumerateArray().Select(partition => partition.GetProperty("partition").GetInt32()));
            Assert.All(group.GetProperty("partitions").EnumerateArray(), partition => Assert.Equal(
                only.GetProperty("memberId").GetString(), partition.GetProperty("memberId").GetString()));

            (await garam.LineAsync("groups reset-offsets busy-group --topic busy --to start --yes")).ShouldFail(
                5, "group 'busy-group' has a member", "stop them first");
            (await garam.LineAsync("groups delete busy-group --yes")).ShouldFail(5, "group 'busy-group' was not deleted: it has members");
            using var listed = JsonDocument.Parse((await garam.LineAsync("groups list --state Stable --json")).ShouldSucceed().Output);
            Assert.Contains(
                listed.RootElement.GetProperty("groups").EnumerateArray(),
                one => one.GetProperty("name").GetString() == "busy-group" && one.GetProperty("type").GetString() == "classic");
        }
        finally
        {
            member.Kill();
        }
    }

    [Theory]
    [InlineData("groups describe buzy", 4, "there is no group 'buzy'")]
    [InlineData("groups describe none*", 4, "no group at")]
    [InlineData("groups delete none-such --yes", 4, "there is no group 'none-such'")]
    [InlineData("groups reset-offsets g --to start", 2, "--topic NAME or --all-topics")]
    [InlineData("groups reset-offsets g --to start --topic a --all-topics", 2, "exclude each other")]
    [InlineData("groups reset-offsets g --to start --topic a b --partition 1", 2, "--partition needs exactly one --topic")]
    [InlineData("groups reset-offsets g --to sometime --topic a", 2, "'sometime' is not a position")]
    [InlineData("groups reset-offsets g --to start --topic none-such", 4, "there is no topic 'none-such'")]
    [InlineData("groups reset-offsets g --to start --all-topics", 4, "group 'g' has no committed offsets")]
    public async Task A_mistake_is_one_line_that_says_what_to_do(string line, int exitCode, string says)
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);

        (await garam.LineAsync(line)).ShouldFail(exitCode, says);
    }
}
