using System.Globalization;
using System.Text.Json;
using Garam.CliTests.Support;

namespace Garam.CliTests.Records;

/// <summary>The consume command prints the records that produce sent, byte for byte.</summary>
public sealed class RoundTripTests(Clusters clusters)
{
    [Theory]
    [InlineData(ClusterKind.Garam, 100_000_000)]
    [InlineData(ClusterKind.Kafka, 5_000_000)]
    public async Task Real_logs_come_back_byte_for_byte(ClusterKind kind, long bytes)
    {
        var garam = await clusters.ProgramAsync(kind);
        using var log = new RealLog(bytes / 4);
        (await garam.LineAsync("topics create bulk -p 4")).ShouldSucceed();
        var codecs = new[] { "none", "snappy", "lz4", "zstd" };
        foreach (var (codec, partition) in codecs.Select((codec, partition) => (codec, partition)))
        {
            (await garam.ShellAsync($"cat '{log.File}' | garam produce bulk -p {partition} -z {codec} --quiet")).ShouldSucceed();
        }

        for (var partition = 0; partition < codecs.Length; partition++)
        {
            var compared = await garam.ShellAsync($"garam consume bulk -p {partition} | cmp - '{log.File}'");
            Assert.True(compared.ExitCode == 0, compared.Output + compared.Error);
        }

        (await garam.LineAsync("topics delete bulk --yes")).ShouldSucceed();
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task Json_carries_everything_about_a_record(ClusterKind kind)
    {
        const string Lines = """
            {"key":"a","value":"1\t2","headers":[{"key":"h","value":"1"},{"key":"h","value":null}],"partition":1,"timestamp":1769860800123}
            {"key":null,"value":"no key","headers":[],"partition":0,"timestamp":5}
            {"keyBase64":"/w==","valueBase64":"AP8=","headers":[{"key":"b","valueBase64":"/v8="}],"partition":1,"timestamp":6}
            {"key":"gone","value":null,"headers":[],"partition":1,"timestamp":7}

            """;
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create json json-copy -p 2 -c retention.ms=-1")).ShouldSucceed();
        (await garam.RunWithInputAsync(Lines, "produce", "json", "--format", "json")).ShouldSucceed();
        (await garam.ShellAsync("garam consume json --json | garam produce json-copy -f json --quiet")).ShouldSucceed();

        var copied = (await garam.LineAsync("consume json-copy --json")).ShouldSucceed().Output;

        // Order holds within a partition, not across partitions.
        Assert.Equal(
            Lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            copied.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(WithoutPlace).Order(StringComparer.Ordinal));
        (await garam.LineAsync("topics delete json json-copy --yes")).ShouldSucceed();
    }

    [Fact]
    public async Task Keys_choose_the_partitions_that_Java_chooses()
    {
        Assets.RequireKafka();
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        var input = string.Concat(Enumerable.Range(0, 300).Select(
            i => $"{new string((char)('a' + (i % 26)), i % 23)}{i.ToString(CultureInfo.InvariantCulture)}\tv\n"));
        (await garam.LineAsync("topics create keys-ours keys-java -p 7")).ShouldSucceed();
        (await garam.RunWithInputAsync(input, "produce", "keys-ours", "--key-separator", @"\t", "-q")).ShouldSucceed();
        var java = await Tool.RunAsync(
            Path.Combine(Assets.Kafka!, "kafka"),
            [
                "console-producer", "--bootstrap-server", await clusters.BrokersAsync(ClusterKind.Garam), "--topic", "keys-java",
                "--reader-property", "parse.key=true",
            ],
            input);
        Assert.True(java.ExitCode == 0, java.Error);

        var ours = (await garam.RunAsync("consume", "keys-ours", "-f", @"%k %p\n")).ShouldSucceed().Output;
        var theirs = (await garam.RunAsync("consume", "keys-java", "-f", @"%k %p\n")).ShouldSucceed().Output;

        Assert.Equal(300, ours.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(ours.Split('\n').Order(StringComparer.Ordinal), theirs.Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_report_says_what_was_acknowledged_where()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create report -p 2 -c retention.ms=-1")).ShouldSucceed();
        (await garam.RunWithInputAsync("x\n", "produce", "report", "-p", "1", "-q")).ShouldSucceed();

        var produced = await garam.RunWithInputAsync(
            "k:a\nk:bb\nk:NIL",
            "produce", "report", "-p", "1", "-K", ":", "--null-value", "NIL", "-H", "from=test", "--timestamp", "2026-01-31", "--json");
        var result = produced.ShouldSucceed();

        using var document = JsonDocument.Parse(result.Output);
        var report = document.RootElement;
        Assert.Equal(
            (3, 0, 6),
            (report.GetProperty("records").GetInt64(), report.GetProperty("failed").GetInt64(), report.GetProperty("bytes").GetInt64()));
        Assert.Equal("""{"partition":1,"records":3,"firstOffset":1,"lastOffset":3}""", Compact(report.GetProperty("partitions")[0]));
        Assert.Contains("3 records acknowledged (6 B)", result.Error, StringComparison.Ordinal);
        Assert.Equal(
            "a from=test 1769817600000\nbb from=test 1769817600000\nnull from=test 1769817600000\n",
            (await garam.RunAsync("consume", "report", "--from", "1", "-p", "1", "--null-value", "null", "-f", @"%v %h %T\n"))
                .ShouldSucceed().Output);
    }

    private static string WithoutPlace(string line)
    {
        using var document = JsonDocument.Parse(line);
        var fields = document.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetRawText());
        string[] order = ["key", "keyBase64", "value", "valueBase64", "headers", "partition", "timestamp"];
        return "{" + string.Join(',', order.Where(fields.ContainsKey).Select(name => $"\"{name}\":{fields[name]}")) + "}";
    }

    private static string Compact(JsonElement element)
    {
        var fields = element.EnumerateObject().Select(field => $"\"{field.Name}\":{field.Value.GetRawText()}");
        return "{" + string.Join(',', fields) + "}";
    }
}
