using System.Globalization;
using System.Text.Json;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Streaming;

/// <summary>Kafka's own console, performance and verifiable programs, as they are started from a shell.</summary>
[Collection(Lanes.Long)]
public sealed class KafkaProgramsTests : IDisposable
{
    private const int VerifiableRecords = 20_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("garam-programs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Console_producer_and_consumer_carry_a_log()
    {
        await using var cluster = await StartAsync(("console", 1));

        // The console producer reads text lines, and would take a carriage return for the end of one.
        string[] lines = [.. SourceLog.All(_folder)[0].Lines.Select(line => System.Text.Encoding.UTF8.GetString(line).TrimEnd('\r'))];
        await RunAsync(
            "console-producer", string.Join('\n', lines) + "\n", "--bootstrap-server",
            cluster.Bootstrap, "--topic", "console", "--compression-codec", "zstd");
        var read = await RunAsync(
            "console-consumer", null, "--bootstrap-server", cluster.Bootstrap, "--topic", "console",
            "--from-beginning", "--max-messages", Text(lines.Length), "--group", "console");

        Assert.Equal(lines, read.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Performance_programs_move_what_they_report()
    {
        const int Records = 50_000;
        await using var cluster = await StartAsync(("perf", 4));
        var log = SourceLog.All(_folder)[0];

        var produced = await RunAsync(
            "producer-perf", null, "--bootstrap-server", cluster.Bootstrap, "--topic", "perf",
            "--num-records", Text(Records), "--throughput", "-1", "--payload-file", log.File,
            "--command-property", "compression.type=lz4");
        var consumed = await RunAsync(
            "consumer-perf", null, "--bootstrap-server", cluster.Bootstrap,
            "--topic", "perf", "--num-records", Text(Records), "--hide-header");

        Assert.Contains($"{Records} records sent", produced.Output, StringComparison.Ordinal);
        Assert.Contains($" {Records},", consumed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verifiable_producer_and_consumer_agree()
    {
        await using var cluster = await StartAsync(("verifiable", 3));

        var produced = await RunAsync(
            "verifiable-producer", null, "--bootstrap-server", cluster.Bootstrap, "--topic",
            "verifiable", "--max-messages", Text(VerifiableRecords), "--acks", "-1");
        var consumed = await RunAsync(
            "verifiable-consumer", null, "--bootstrap-server", cluster.Bootstrap, "--topic", "verifiable", "--group-id", "verifiable",
            "--reset-policy", "earliest", "--max-messages", Text(VerifiableRecords), "--verbose");

        var sent = Records(produced, "producer_send_success").ToHashSet();
        var received = Records(consumed, "record_data").ToList();
        Assert.Equal(VerifiableRecords, sent.Count);
        Assert.Equal(VerifiableRecords, received.Count);
        Assert.True(
            sent.SetEquals(received), $"{received.Count(record => !sent.Contains(record))} records differ from what was acknowledged.");
    }

    private static async Task<ITestCluster> StartAsync((string Name, int Partitions) topic)
    {
        Assets.RequireKafka();
        var cluster = await TestCluster.StartAsync();
        await RawConnection.CreateTopicsAsync(cluster.Bootstrap, topic);
        return cluster;
    }

    /// <summary>Value, partition and offset of each event of the kind.</summary>
    private static IEnumerable<(string? Value, int Partition, long Offset)> Records(ToolResult result, string kind) =>
        from line in result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        where line.StartsWith('{')
        let entry = JsonDocument.Parse(line).RootElement
        where entry.GetProperty("name").GetString() == kind
        select (entry.GetProperty("value").GetString(), entry.GetProperty("partition").GetInt32(), entry.GetProperty("offset").GetInt64());

    private static async Task<ToolResult> RunAsync(string program, string? input, params string[] arguments)
    {
        var result = await Tool.RunAsync(Path.Combine(Assets.Kafka!, "kafka"), [program, .. arguments], input);
        Assert.True(result.ExitCode == 0, $"{program}: {result.Error}{result.Output}");
        return result;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
