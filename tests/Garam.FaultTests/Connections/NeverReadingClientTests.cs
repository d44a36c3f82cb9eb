using Garam.ClientTests.Support;
using Garam.FaultTests.Support;
using Garam.Protocol;

namespace Garam.FaultTests.Connections;

/// <summary>Clients that ask for a lot and take nothing: what waits for them is bounded, and others go on.</summary>
public sealed class NeverReadingClientTests
{
    private const int Clients = 40;
    private const int FetchesEach = 50;
    private const int BatchBytesEach = 900_000;

    /// <summary>More than the cache and than the budget of unsent answers.</summary>
    private const int Batches = 240;

    [Fact]
    public async Task Clients_that_never_read_cost_bounded_memory_and_nobody_else_waits()
    {
        await using var server = await ServerProcess.StartAsync();
        var random = new Random(11);
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        await client.CreateTopicAsync("large");
        for (var i = 0; i < Batches; i++)
        {
            Assert.Equal(ErrorCode.None, (await client.ProduceAsync("large", 0, BatchBytes.OfRandom(random, BatchBytesEach))).ErrorCode);
        }

        var log = ServerLog.From(server);
        var hostile = await AttackAsync(server);

        // Every read of the whole log while all of them hold what they may hold.
        var read = 0L;
        while (read < Batches)
        {
            var partition = await client.FetchAsync("large", 0, read);
            Assert.Equal(ErrorCode.None, partition.ErrorCode);
            read += CountBatches(partition.Records);
        }

        await Aftermath.AssertUnharmedAsync(server);
        hostile.ForEach(socket => socket.Dispose());
        await Aftermath.AssertUnharmedAsync(server);
        Assert.InRange(log.Closed(), 0, Clients);
        Assert.All(log.Alarms, line => Assert.Contains("SlowReader", line, StringComparison.Ordinal));
    }

    private static async Task<List<HostileSocket>> AttackAsync(ServerProcess server)
    {
        var hostile = new List<HostileSocket>();
        for (var i = 0; i < Clients; i++)
        {
            var socket = await HostileSocket.ConnectAsync(server.Kafka);
            hostile.Add(socket);

            // Each from another offset, so that every one of them wants other segments.
            var fetch = HostileSocket.FrameOf(WellBehavedClient.FetchOf("large", 0, i * Batches / Clients, 50 << 20), version: 12);
            await socket.SendAsync(Enumerable.Repeat(fetch, FetchesEach).SelectMany(bytes => bytes).ToArray());
        }

        return hostile;
    }

    private static int CountBatches(Protocol.Wire.RecordSlices records)
    {
        var count = 0;
        for (var i = 0; i < records.SliceCount; i++)
        {
            var reader = new Protocol.Records.BatchSequenceReader(records[i].Span);
            while (reader.MoveNext())
            {
                count++;
            }
        }

        return count;
    }
}
