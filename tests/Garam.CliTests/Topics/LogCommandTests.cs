using System.Text.Json;
using Garam.CliTests.Support;

namespace Garam.CliTests.Topics;

/// <summary>
/// Commands that otherwise only Kafka's own tools have: offsets at a time, sizes, deleted records, settings of brokers, patterns,
/// templates.
/// </summary>
public sealed class LogCommandTests(Clusters clusters)
{
    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task Offsets_are_found_by_time(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create timed -c retention.ms=-1")).ShouldSucceed();
        (await garam.RunWithInputAsync("1000,a\n3000,b\n2000,c\n", "produce", "timed", "--format", "%T,%v", "-q")).ShouldSucceed();

        Assert.Equal(["timed", "0", "3"], (await garam.LineAsync("topics offsets timed")).ShouldSucceed().Row("timed"));
        Assert.Equal(["timed", "0", "0"], (await garam.LineAsync("topics offsets timed --at start")).ShouldSucceed().Row("timed"));
        Assert.Equal(
            ["timed", "0", "1", "1970-01-01T00:00:03.000Z"],
            (await garam.LineAsync("topics offsets timed --at 1970-01-01T00:00:01.5Z")).ShouldSucceed().Row("timed"));
        Assert.Equal(["timed", "0", "-"], (await garam.LineAsync("topics offsets timed --at @4")).ShouldSucceed().Row("timed"));
        using var newest = JsonDocument.Parse(
            (await garam.LineAsync("topics offsets tim?d --at max-timestamp --json")).ShouldSucceed().Output);
        var only = Assert.Single(newest.RootElement.GetProperty("partitions").EnumerateArray());
        Assert.Equal((1, 3000), (only.GetProperty("offset").GetInt64(), only.GetProperty("timestampMs").GetInt64()));
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task Sizes_are_those_of_the_written_records(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create sized -p 2")).ShouldSucceed();
        (await garam.RunWithInputAsync(new string('x', 10_000), "produce", "sized", "-p", "1", "-q")).ShouldSucceed();

        using var document = JsonDocument.Parse((await garam.LineAsync("topics sizes sized --json")).ShouldSucceed().Output);
        var partitions = document.RootElement.GetProperty("topics")[0].GetProperty("partitions");
        Assert.Equal(0, partitions[0].GetProperty("bytes").GetInt64());
        Assert.InRange(partitions[1].GetProperty("bytes").GetInt64(), 10_000, 11_000);
        Assert.Equal(partitions[1].GetProperty("bytes").GetInt64(), document.RootElement.GetProperty("bytes").GetInt64());
        Assert.Equal(["sized", "2"], (await garam.LineAsync("topics sizes")).ShouldSucceed().Row("sized")[..2]);
        Assert.Equal(
            ["sized", "0", "0", "0", "B"], (await garam.LineAsync("topics sizes sized --by-partition")).ShouldSucceed().Row("sized"));
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task Records_are_deleted_after_consent(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create cut")).ShouldSucceed();
        (await garam.RunWithInputAsync("a\nb\nc\nd\n", "produce", "cut", "-q")).ShouldSucceed();

        var plan = await garam.LineAsync("topics delete-records cut --before -1");
        Assert.Equal((6, "Nothing was changed; pass --yes to go ahead.\n"), (plan.ExitCode, plan.Error));
        Assert.Equal(["cut", "0", "0", "3", "4", "3"], plan.Row("cut"));
        Assert.Equal("a\nb\nc\nd\n", (await garam.LineAsync("consume cut")).ShouldSucceed().Output);

        Assert.EndsWith(
            "Done: 3 offsets deleted.\n",
            (await garam.LineAsync("topics delete-records cut --before -1 --yes")).ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.Equal("d\n", (await garam.LineAsync("consume cut")).ShouldSucceed().Output);
        Assert.EndsWith(
            "There is nothing to delete.\n",
            (await garam.LineAsync("topics delete-records cut --before 2")).ShouldSucceed().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task Settings_of_brokers_are_shown_and_changed(ClusterKind kind)
    {
        const string Setting = "log.retention.bytes";
        var garam = await clusters.ProgramAsync(kind);
        Assert.DoesNotContain(Setting, (await garam.LineAsync("brokers describe")).ShouldSucceed().Output, StringComparison.Ordinal);

        (await garam.LineAsync($"brokers alter --config {Setting}=123456789")).ShouldSucceed();
        Assert.Equal([Setting, "123456789", "all-brokers"], (await garam.LineAsync("brokers describe")).ShouldSucceed().Row(Setting));
        using var one = JsonDocument.Parse((await garam.LineAsync("brokers describe 1 --json")).ShouldSucceed().Output);
        Assert.Contains(
            one.RootElement.GetProperty("brokers")[0].GetProperty("configs").EnumerateArray(),
            config => config.GetProperty("name").GetString() == Setting && config.GetProperty("source").GetString() == "all-brokers");
        (await garam.LineAsync($"brokers alter --delete-config {Setting}")).ShouldSucceed();
        Assert.DoesNotContain(Setting, (await garam.LineAsync("brokers describe 1")).ShouldSucceed().Output, StringComparison.Ordinal);

        (await garam.LineAsync($"brokers alter --config {Setting}=many")).ShouldFail(5, "all brokers", "INVALID_");
        (await garam.LineAsync("brokers describe 77")).ShouldFail(4, "there is no broker 77");
        (await garam.LineAsync("brokers describe one")).ShouldFail(2, "'one' is not the number of a broker");
        (await garam.LineAsync("brokers alter 1")).ShouldFail(2, "nothing to alter");
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task Patterns_name_topics_to_describe_read_and_delete(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create pat-a pat-b pat-cc")).ShouldSucceed();
        (await garam.RunWithInputAsync("1\n", "produce", "pat-a", "-q")).ShouldSucceed();
        (await garam.RunWithInputAsync("2\n", "produce", "pat-b", "-q")).ShouldSucceed();

        var described = (await garam.LineAsync("topics describe pat-?")).ShouldSucceed().Output;
        Assert.Contains("Topic pat-a", described, StringComparison.Ordinal);
        Assert.DoesNotContain("pat-cc", described, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], (await garam.LineAsync("consume pat-*"))
            .ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.Equal(["1", "2"], (await garam.LineAsync("consume pat-* --group pat-group"))
            .ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        (await garam.LineAsync("produce pat-*")).ShouldFail(5, "Topic 'pat-*': INVALID_TOPIC_EXCEPTION");

        Assert.Equal(
            "Deleted topic 'pat-a'.\nDeleted topic 'pat-b'.\n",
            (await garam.LineAsync("topics delete pat-? --yes")).ShouldSucceed().Output);
        Assert.Equal("pat-cc", (await garam.LineAsync("topics list")).ShouldSucceed().Row("pat-cc")[0]);
        (await garam.LineAsync("topics delete pat-? --yes")).ShouldFail(4, "matches 'pat-?'");
        Assert.Equal("", (await garam.LineAsync("topics delete pat-? --yes --if-exists")).ShouldSucceed().Output);
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task A_template_reads_what_it_printed(ClusterKind kind)
    {
        const string Template = "{partition}|{time}|{header:trace}|{key:hex}|%v\\n";
        const string Lines = "1|2026-01-31T12:00:00.123Z|abc|00ff|one|two\n0|2026-01-31T12:00:00.124Z||6b|\n";
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create templated -p 2 -c retention.ms=-1")).ShouldSucceed();

        (await garam.RunWithInputAsync(Lines, "produce", "templated", "-f", Template, "-q")).ShouldSucceed();

        var read = (await garam.RunAsync("consume", "templated", "-f", Template)).ShouldSucceed().Output;
        Assert.Equal(Lines.Split('\n').Order(StringComparer.Ordinal), read.Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_person_on_a_terminal_is_asked()
    {
        Tool.Require("script");
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create asked-about")).ShouldSucceed();
        (string Answer, int ExitCode, string End)[] cases =
        [
            ("n", 6, "Nothing was changed; pass --yes to go ahead.\r\n"),
            ("y", 0, "Deleted topic 'asked-about'.\r\n"),
        ];
        foreach (var (answer, exitCode, end) in cases)
        {
            using var run = garam.StartOnTerminal(80, "topics delete asked-about");
            await run.WaitForAsync("Delete this topic and everything in it? [y/N] ");
            await run.TypeAsync(answer + "\n");

            var result = await run.EndAsync();
            Assert.Equal(exitCode, result.ExitCode);
            Assert.EndsWith(end, result.Output, StringComparison.Ordinal);
        }
    }
}
