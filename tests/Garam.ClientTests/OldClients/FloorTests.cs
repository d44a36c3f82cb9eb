using System.Text;
using System.Text.Json;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.OldClients;

/// <summary>
/// The oldest clients that are still in use, as Debian 12 ships them, by their own command line or programs: metadata, produce, consume,
/// groups, offsets by time. They are the floor below which Garam does not go.
/// </summary>
[Collection(Lanes.Short)]
public sealed class FloorTests
{
    private const string Topic = "floor";

    [Fact]
    public async Task Kcat_lists_produces_consumes_and_asks_for_offsets()
    {
        KnownClients.Require(KnownClients.Kcat.Name);
        await using var cluster = await TestCluster.StartAsync();
        await RawConnection.CreateTopicsAsync(cluster.Bootstrap, (Topic, 2));

        using var metadata = JsonDocument.Parse(await KcatAsync(cluster, "-L", "-J", "-t", Topic));
        var listed = metadata.RootElement.GetProperty("topics")[0];
        Assert.Equal(Topic, listed.GetProperty("topic").GetString());
        Assert.Equal(2, listed.GetProperty("partitions").GetArrayLength());

        var sent = await Tool.RunAsync(
            "kcat", ["-b", cluster.Bootstrap, "-P", "-t", Topic, "-p", "1", "-H", "source=kcat", "-K", ":"],
            "a:one\nb:two\nc:\u0bae\u0bc2\u0ba9\u0bcd\u0bb1\u0bc1\n");
        Assert.True(sent.ExitCode == 0, sent.Error);

        var records = await KcatAsync(cluster, "-C", "-t", Topic, "-p", "1", "-o", "beginning", "-e", "-q", "-f", "%o %k %s %h\n");
        Assert.Equal("0 a one source=kcat\n1 b two source=kcat\n2 c \u0bae\u0bc2\u0ba9\u0bcd\u0bb1\u0bc1 source=kcat\n", records);
        Assert.Equal("2 c\n", await KcatAsync(cluster, "-C", "-t", Topic, "-p", "1", "-o", "-1", "-e", "-q", "-f", "%o %k\n"));
        Assert.Contains("offset 3", await KcatAsync(cluster, "-Q", "-t", $"{Topic}:1:-1"), StringComparison.Ordinal);
        Assert.Contains("offset 0", await KcatAsync(cluster, "-Q", "-t", $"{Topic}:1:1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("python3-kafka")]
    [InlineData("python3-confluent-kafka")]
    [InlineData("platformatic")]
    [InlineData("kcat")]
    public async Task A_group_goes_on_where_it_stopped(string name)
    {
        var client = KnownClients.Require(name);
        var folder = Directory.CreateTempSubdirectory("garam-floor-").FullName;
        try
        {
            await using var cluster = await TestCluster.StartAsync();
            await RawConnection.CreateTopicsAsync(cluster.Bootstrap, (Topic, 1));
            var file = Path.Combine(folder, "lines");
            await File.WriteAllTextAsync(
                file, string.Concat(Enumerable.Range(0, 500).Select(i => $"line {i}\n")), TestContext.Current.CancellationToken);

            await client.ProduceAsync(cluster.Bootstrap, [new Send(Topic, file, Codec.Gzip, Keyed: false, First: 0)]);
            Assert.Equal([.. Enumerable.Range(0, 500)], await ReadAsync(client, cluster, 500));
            await client.ProduceAsync(cluster.Bootstrap, [new Send(Topic, file, Codec.Lz4, Keyed: true, First: 500)]);
            Assert.Equal([.. Enumerable.Range(500, 500)], await ReadAsync(client, cluster, 500));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The offsets that one life of a group's only member sees.</summary>
    private static async Task<List<int>> ReadAsync(IKafkaClient client, ITestCluster cluster, int count)
    {
        var offsets = new List<int>();
        await using var consumer = client.StartConsumer(
            new ConsumerSettings(cluster.Bootstrap, "floor-group", [Topic]), (in ConsumedRecord record) =>
        {
            lock (offsets)
            {
                Assert.Equal($"line {record.Offset % 500}", Encoding.UTF8.GetString(record.Value));
                offsets.Add((int)record.Offset);
            }
        });
        if (client.StopsAtEnd)
        {
            await consumer.EndAsync();
            return offsets;
        }

        await consumer.UntilAsync(() => Count(offsets) >= count, $"having read {count} records");
        await consumer.StopAsync();
        return offsets;
    }

    private static int Count(List<int> offsets)
    {
        lock (offsets)
        {
            return offsets.Count;
        }
    }

    private static async Task<string> KcatAsync(ITestCluster cluster, params string[] arguments)
    {
        var result = await Tool.RunAsync("kcat", ["-b", cluster.Bootstrap, .. arguments]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
