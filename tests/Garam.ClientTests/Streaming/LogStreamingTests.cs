using Garam.ClientTests.Support;

namespace Garam.ClientTests.Streaming;

/// <summary>Real logs through real clients: what any of them sends, every other one reads back, byte for byte and in order.</summary>
[Collection(Lanes.Long)]
public sealed class LogStreamingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("garam-logs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_client_sends_every_log_with_every_codec_and_every_other_client_reads_it_back()
    {
        IKafkaClient[] clients = [.. KnownClients.All.Where(client => client.Missing is null)];
        Assert.SkipUnless(clients.Length >= 2, string.Join(' ', KnownClients.All.Select(client => client.Missing)));
        await using var cluster = await TestCluster.StartAsync();
        var topics = await CreateTopicsAsync(cluster);

        var rounds = topics.ToDictionary(topic => topic, _ => 0);
        foreach (var client in clients)
        {
            StreamTopic[] supported = [.. topics.Where(topic => client.Supports(topic.Codec))];
            await client.ProduceAsync(cluster.Bootstrap, [.. supported.Select(topic => topic.Round(rounds[topic]++))]);
        }

        foreach (var topic in topics)
        {
            await StoredCodecs.CheckAsync(cluster.Bootstrap, topic, (long)rounds[topic] * topic.Log.Lines.Length);
        }

        foreach (var client in clients)
        {
            await StreamReading.ReadAllAsync(
                client, cluster.Bootstrap, [.. topics.Where(topic => client.Supports(topic.Codec))], topic => rounds[topic]);
        }
    }

    /// <summary>
    /// The fastest clients, both ways. Segments of a megabyte and a snapshot every 64 entries, so that a stream of this length seals by
    /// size, writes snapshots and trims the journal under load, as a server does in a day.
    /// </summary>
    [Fact]
    public async Task Half_a_gigabyte_of_logs_passes_while_segments_fill_and_the_journal_is_trimmed()
    {
        const int SegmentBytes = 1 << 20;
        IKafkaClient other = KnownClients.Java.Missing is null ? KnownClients.Java : KnownClients.ConfluentNet;
        Assert.SkipWhen(KnownClients.Kcat.Missing is not null, KnownClients.Kcat.Missing ?? "");
        Assert.SkipWhen(other.Missing is not null, other.Missing ?? "");
        await using var cluster = await TestCluster.StartAsync(
            "--segment-bytes", "1MiB", "--segment-linger", "20ms", "--snapshot-entries", "64");
        var topics = await CreateTopicsAsync(cluster);
        var rounds = StreamVolume.Rounds(topics);

        // Each client has its half of the topics; each reads what the other one sent.
        StreamTopic[] mine = [.. topics.Where((_, i) => i % 2 == 0)];
        StreamTopic[] others = [.. topics.Where((_, i) => i % 2 != 0)];
        await Task.WhenAll(
            KnownClients.Kcat.ProduceAsync(cluster.Bootstrap, [.. mine.Select(topic => topic.Round(0) with { Times = rounds })]),
            other.ProduceAsync(cluster.Bootstrap, [.. others.Select(topic => topic.Round(0) with { Times = rounds })]));
        await Task.WhenAll(
            StreamReading.ReadAllAsync(KnownClients.Kcat, cluster.Bootstrap, others, _ => rounds),
            StreamReading.ReadAllAsync(other, cluster.Bootstrap, mine, _ => rounds));

        if (cluster is GaramCluster garam)
        {
            var store = new StoreFolder(garam.Server.Data);
            Assert.True(
                store.SegmentsOfAtLeast(SegmentBytes / 2) >= 50,
                $"{store.SegmentsOfAtLeast(SegmentBytes / 2)} of {store.Segments} segments were sealed by size.");
            Assert.True(store.NewestSnapshot > 64, $"The newest snapshot is at {store.NewestSnapshot}.");
            Assert.True(store.OldestOrdinaryEntry > 64, $"The journal still begins at {store.OldestOrdinaryEntry}.");
        }
    }

    private async Task<IReadOnlyList<StreamTopic>> CreateTopicsAsync(ITestCluster cluster)
    {
        var topics = StreamTopic.Plan(SourceLog.All(_folder));
        await RawConnection.CreateTopicsAsync(cluster.Bootstrap, [.. topics.Select(topic => (topic.Name, topic.Partitions))]);
        return topics;
    }
}
