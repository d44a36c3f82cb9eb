using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Tools;

/// <summary>Kafka's own tools print the same against Garam as against Apache Kafka: one list of commands, run against both.</summary>
[Collection(Lanes.Long)]
public sealed class KafkaToolsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("garam-tools-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Tools_print_the_same_as_against_Kafka()
    {
        Assets.RequireKafka();
        Assert.SkipWhen(KnownClients.Java.Missing is not null, KnownClients.Java.Missing ?? "");
        await using var kafka = await KafkaProcess.StartAsync();
        await using var garam = await GaramCluster.StartAsync();
        await Task.WhenAll(FillAsync(kafka), FillAsync(garam));
        await using var expected = ToolSession.Start(kafka.Bootstrap);
        await using var actual = ToolSession.Start(garam.Bootstrap);

        var differences = new StringBuilder();
        foreach (var command in ToolCommands.All(_folder))
        {
            var results = await Task.WhenAll(expected.RunAsync(command), actual.RunAsync(command));
            Compare(
                command, ToolTranscript.Lines(results[0], kafka.Bootstrap), ToolTranscript.Lines(results[1], garam.Bootstrap), differences);
        }

        Assert.True(differences.Length == 0, differences.ToString());
    }

    /// <summary>The same topics, records and committed offsets on both.</summary>
    private async Task FillAsync(ITestCluster cluster)
    {
        await RawConnection.CreateTopicsAsync(cluster.Bootstrap, ("filled", 3), ("empty", 1));
        var log = SourceLog.All(_folder)[0];
        await KnownClients.Java.ProduceAsync(
            cluster.Bootstrap, [new Send("filled", log.File, Codec.Lz4, Keyed: true, First: 0, Timestamp: ToolCommands.FirstTimestamp)]);
        foreach (var group in ToolCommands.Groups)
        {
            await CommitToTheEndAsync(cluster, group, log.Lines.Length);
        }
    }

    private static async Task CommitToTheEndAsync(ITestCluster cluster, string group, long records)
    {
        var committed = new ConcurrentDictionary<string, long>();
        void Note(ClientEvent seen)
        {
            if (seen.Name == "committed")
            {
                committed[seen.Words[1]] = long.Parse(seen.Words[2], CultureInfo.InvariantCulture);
            }
        }

        await using var consumer = KnownClients.Java.StartConsumer(
            new ConsumerSettings(cluster.Bootstrap, group, ["filled"]), (in ConsumedRecord _) => { }, Note);
        await consumer.UntilAsync(() => committed.Values.Sum() == records, "a commit at the end of the topic");
        await consumer.StopAsync();
    }

    private static void Compare(string command, IReadOnlyList<string> kafka, IReadOnlyList<string> garam, StringBuilder differences)
    {
        string[] Relevant(IReadOnlyList<string> lines) =>
            [.. lines.Select(line => ToolDifferences.All.Aggregate(line, (rest, allowed) => allowed.Remove(command, rest)).Trim()).Where(
                line => line.Length > 0)];
        var (expected, actual) = (Relevant(kafka), Relevant(garam));
        if (expected.SequenceEqual(actual))
        {
            return;
        }

        differences.AppendLine().AppendLine(command);
        foreach (var line in Without(expected, actual))
        {
            differences.AppendLine("  Kafka: " + line);
        }

        foreach (var line in Without(actual, expected))
        {
            differences.AppendLine("  Garam: " + line);
        }
    }

    /// <summary>Lines of the first that the second lacks; a line that is there twice counts twice.</summary>
    private static List<string> Without(string[] lines, string[] others)
    {
        var left = lines.ToList();
        foreach (var other in others)
        {
            left.Remove(other);
        }

        return left;
    }
}
