using System.Globalization;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Crashes;

/// <summary>
/// The process dies at any moment; idempotent producers go on when it is back. Nothing acknowledged is lost, nothing is there twice.
/// </summary>
[Collection(Lanes.Short)]
public sealed class ServerCrashTests
{
    private const int Partitions = 3;
    private const int Crashes = 10;

    // Between two crashes: enough to have batches in every state, from the socket to the journal.
    private const int AcknowledgedBetweenCrashes = 2000;

    [Fact]
    public async Task Ten_crashes_under_idempotent_producers_lose_and_double_nothing()
    {
        ScriptClient[] known = [KnownClients.ConfluentNet, KnownClients.ConfluentJs, KnownClients.PythonConfluent, KnownClients.Java];
        ScriptClient[] clients = [.. known.Where(client => client.Missing is null)];
        await using var cluster = await TestCluster.StartAsync("--snapshot-entries", "64");
        await RawConnection.CreateTopicsAsync(cluster.Bootstrap, [.. clients.Select(client => (client.Name, Partitions))]);

        var producers = clients.Select(client => client.StartSequence(cluster.Bootstrap, client.Name, Partitions)).ToArray();
        try
        {
            await CrashAgainAndAgainAsync(cluster, producers);
            await Task.WhenAll(producers.Select(producer => producer.StopAsync()));
            foreach (var (client, producer) in clients.Zip(producers))
            {
                await CheckAsync(cluster, client, producer);
            }
        }
        finally
        {
            foreach (var producer in producers)
            {
                await producer.DisposeAsync();
            }
        }
    }

    private static async Task CrashAgainAndAgainAsync(ITestCluster cluster, ClientProcess[] producers)
    {
        for (var crash = 0; crash < Crashes; crash++)
        {
            long[] before = [.. producers.Select(producer => producer.Acknowledged)];
            await ClientProcess.UntilAsync(
                producers, () => producers.Zip(before).All(pair => pair.First.Acknowledged >= pair.Second + AcknowledgedBetweenCrashes),
                $"producing after {crash} crashes");
            await cluster.CrashAndRestartAsync();
        }
    }

    private static async Task CheckAsync(ITestCluster cluster, ScriptClient client, ClientProcess producer)
    {
        var done = producer.Last("done")!.Words;
        Assert.True(done[0] == done[1], $"{client.Name} sent {done[0]} records, and {done[1]} were acknowledged.");
        var sent = long.Parse(done[0], CultureInfo.InvariantCulture);

        var topic = new NumberedTopic(Partitions);
        var settings = new ConsumerSettings(cluster.Bootstrap, $"check-{client.Name}", [client.Name]);
        await using var consumer = client.StartConsumer(settings, (in ConsumedRecord record) => topic.Accept(record));
        await consumer.UntilAsync(() => topic.Received >= sent, "the end of the topic");
        await consumer.StopAsync();
        Assert.Equal(sent, topic.Received);
        Assert.Equal(sent, await StoredRecordsAsync(cluster, client.Name));
    }

    private static async Task<long> StoredRecordsAsync(ITestCluster cluster, string topic)
    {
        var records = 0L;
        for (var partition = 0; partition < Partitions; partition++)
        {
            records += (await StoredPartition.ReadAsync(cluster.Bootstrap, topic, partition)).Sum(batch => batch.Records);
        }

        return records;
    }
}
