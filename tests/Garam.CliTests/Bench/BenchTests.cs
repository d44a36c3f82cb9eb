using System.Diagnostics;
using System.Text.Json;
using Garam.CliTests.Support;

namespace Garam.CliTests.Bench;

/// <summary>Small loads of every kind, against Garam and against Apache Kafka: the report has to agree with what was asked.</summary>
public sealed class BenchTests(Clusters clusters)
{
    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task Produced_records_are_counted_and_then_consumed(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        using var produced = await JsonAsync(
            garam,
            "bench produce --topic bench-both --partitions 4 --keep --records 3000 --record-size 500 "
                + "--rate 3 --batch-size 8KiB --clients 2 --keys sequential --json");
        var traffic = produced.RootElement.GetProperty("produced");
        Assert.Equal(3_000, traffic.GetProperty("records").GetInt64());
        Assert.Equal(3_000 * (500 + 12), traffic.GetProperty("bytes").GetInt64());
        Assert.Equal(0, traffic.GetProperty("failed").GetInt64());
        Assert.Equal("produce", produced.RootElement.GetProperty("mode").GetString());
        Assert.False(produced.RootElement.GetProperty("isPartial").GetBoolean());
        AssertOrdered(traffic.GetProperty("latency"), 3_000);
        AssertOrdered(traffic.GetProperty("correctedLatency"), 3_000);
        Assert.True(
            traffic.GetProperty("correctedLatency").GetProperty("p50Ms").GetDouble()
                >= traffic.GetProperty("latency").GetProperty("p50Ms").GetDouble());

        using var consumed = await JsonAsync(garam, "bench consume --topic bench-both --clients 2 --json");
        Assert.Equal(3_000, consumed.RootElement.GetProperty("consumed").GetProperty("records").GetInt64());
        Assert.Equal(3_000 * (500 + 12), consumed.RootElement.GetProperty("consumed").GetProperty("bytes").GetInt64());
        (await garam.LineAsync("topics delete bench-both --yes")).ShouldSucceed();
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task Every_record_is_timed_from_end_to_end(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        using var report = await JsonAsync(
            garam,
            "bench e2e --partitions 4 --clients 4 --share 50 --duration 1s --warm-up 200ms "
                + "--rate 1 --tick 1ms --record-size 200 --linger 0 --json");
        var (produced, consumed) = (report.RootElement.GetProperty("produced"), report.RootElement.GetProperty("consumed"));

        Assert.Equal(produced.GetProperty("records").GetInt64(), consumed.GetProperty("records").GetInt64());
        AssertOrdered(consumed.GetProperty("latency"), consumed.GetProperty("records").GetInt64());
        AssertOrdered(consumed.GetProperty("correctedLatency"), consumed.GetProperty("records").GetInt64());
        var load = report.RootElement.GetProperty("load");
        Assert.Equal((2, 2), (load.GetProperty("producers").GetInt32(), load.GetProperty("consumers").GetInt32()));
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task Producers_and_consumers_run_at_once(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        using var report = await JsonAsync(
            garam,
            "bench mixed --partitions 4 --clients 4 --share 25 --bytes 2MB --compression zstd --compressibility 60 --keys zipf:100 --json");

        Assert.InRange(report.RootElement.GetProperty("produced").GetProperty("bytes").GetInt64(), (2 << 20) - 2_000, 2 << 20);
        Assert.InRange(
            report.RootElement.GetProperty("consumed").GetProperty("records").GetInt64(), 0,
            report.RootElement.GetProperty("produced").GetProperty("records").GetInt64());
        Assert.Equal(3, report.RootElement.GetProperty("load").GetProperty("consumers").GetInt32());
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("produced").GetProperty("correctedLatency").ValueKind);
    }

    [Fact]
    public async Task A_topic_of_its_own_is_gone_afterwards_and_another_one_stays()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create bench-stays -p 2")).ShouldSucceed();
        (await garam.LineAsync("bench produce --topic bench-stays --records 10")).ShouldSucceed();
        (await garam.LineAsync("bench produce --topic bench-goes --records 10")).ShouldSucceed();
        (await garam.LineAsync("bench produce --topic bench-kept --records 10 --keep --partitions 3")).ShouldSucceed();

        var topics = (await garam.LineAsync("topics list")).ShouldSucceed();
        Assert.Equal("2", topics.Row("bench-stays")[1]);
        Assert.Equal("3", topics.Row("bench-kept")[1]);
        Assert.DoesNotContain("bench-goes", topics.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_is_measured_and_two_reports_are_compared()
    {
        var folder = Directory.CreateTempSubdirectory("garam-bench-").FullName;
        await using var server = await ServerProcess.StartAsync();
        var garam = new GaramProgram(("GARAM_BROKERS", server.Kafka));
        var log = Path.Combine(folder, "lines.log");
        await File.WriteAllLinesAsync(
            log, Enumerable.Range(0, 100).Select(number => $"line {number} of a file that is real"), TestContext.Current.CancellationToken);
        var result = await garam.LineAsync(
            $"bench produce --payload-file {log} --bytes 2MB --server-pid {server.Id} --output {folder}/a.json");
        var shown = result.ShouldSucceed();
        Assert.Contains($"Server {server.Id}: ", shown.Output, StringComparison.Ordinal);
        Assert.Contains("CPU-s per GiB", shown.Output, StringComparison.Ordinal);
        Assert.Contains("call to acknowledgement", shown.Output, StringComparison.Ordinal);
        (await garam.LineAsync($"bench produce --bytes 2MB --server-pid {server.Id} --output {folder}/b.json")).ShouldSucceed();

        using var report = JsonDocument.Parse(await File.ReadAllTextAsync($"{folder}/b.json", TestContext.Current.CancellationToken));
        Assert.Equal(server.Id, report.RootElement.GetProperty("server").GetProperty("pid").GetInt32());
        Assert.True(report.RootElement.GetProperty("server").GetProperty("peakMemoryMib").GetDouble() > 1);
        Assert.True(report.RootElement.GetProperty("server").GetProperty("cpuSecondsPerGib").GetDouble() >= 0);

        var comparison = (await garam.LineAsync($"bench --compare {folder}/a.json {folder}/b.json")).ShouldSucceed();
        Assert.Contains("produced latency p99 ms", comparison.Output, StringComparison.Ordinal);
        Assert.Contains("garam: the two loads differ in payload file", comparison.Error, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_interrupted_run_reports_what_was_done_and_takes_its_topic_away()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        using var run = garam.Start("bench", "produce", "--topic", "bench-interrupted", "--duration", "10m", "--rate", "1", "--json");
        while (!(await garam.LineAsync("topics list")).Output.Contains("bench-interrupted", StringComparison.Ordinal))
        {
            Assert.False(run.HasExited);
        }

        using var interrupt = Process.Start("kill", ["-INT", $"{run.Id}"]);
        await interrupt.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var report = JsonDocument.Parse(await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, run.ExitCode);
        Assert.True(report.RootElement.GetProperty("isPartial").GetBoolean());
        Assert.DoesNotContain("bench-interrupted", (await garam.LineAsync("topics list")).ShouldSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_too_large_ends_the_run_in_a_line()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        var result = await garam.LineAsync("bench produce --record-size 4MB --batch-size 5MB --records 2 --timeout 5s");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("MESSAGE_TOO_LARGE", result.Error, StringComparison.Ordinal);
        Assert.Contains("ended early", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bench", 2, "--compare")]
    [InlineData("bench consume --topic bench-nowhere", 4, "there is no topic 'bench-nowhere'", "--keep")]
    [InlineData("bench consume", 2, "--topic")]
    [InlineData("bench produce --server-pid 999999999", 2, "there is no process 999999999")]
    [InlineData("bench produce --rate 0", 2, "--rate: 0 is not above zero")]
    [InlineData("bench produce --tick 1s", 2, "--tick: 1s is not between 1ms and 20ms")]
    [InlineData("bench produce --records -1", 2, "--records")]
    [InlineData("bench produce --record-size big", 2, "'big' is not a size")]
    [InlineData("bench produce --keys zipf", 2, "zipf:COUNT")]
    [InlineData("bench produce --acks 1 --idempotent true", 2, "--acks all")]
    [InlineData("bench produce --compression brotli", 2, "zstd")]
    [InlineData("bench produce --payload-file /nowhere.log", 2, "/nowhere.log cannot be read")]
    [InlineData("bench produce --output /nowhere/a.json", 2, "/nowhere/a.json cannot be written")]
    [InlineData("bench e2e --clients 1", 2, "at least one client that produces and one that consumes")]
    [InlineData("bench --compare /nowhere/a.json /nowhere/b.json", 2, "/nowhere/a.json cannot be read")]
    [InlineData("bench prodcue", 2, "Did you mean produce?")]
    public async Task A_wrong_command_line_is_named(string line, int exitCode, params string[] says) =>
        (await (await clusters.ProgramAsync(ClusterKind.Garam)).LineAsync(line)).ShouldFail(exitCode, says);

    private static async Task<JsonDocument> JsonAsync(GaramProgram garam, string line) =>
        JsonDocument.Parse((await garam.LineAsync(line)).ShouldSucceed().Output);

    private static void AssertOrdered(JsonElement latency, long count)
    {
        Assert.Equal(count, latency.GetProperty("count").GetInt64());
        double[] percentiles = [.. new[] { "minMs", "p50Ms", "p90Ms", "p95Ms", "p99Ms", "p999Ms", "p9999Ms", "maxMs" }.Select(
            name => latency.GetProperty(name).GetDouble())];
        Assert.Equal(percentiles.Order(), percentiles);
        Assert.True(percentiles[0] > 0);
    }
}
