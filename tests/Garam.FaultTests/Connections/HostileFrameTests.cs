using Garam.ClientTests.Support;
using Garam.FaultTests.Support;
using Garam.Protocol;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;

namespace Garam.FaultTests.Connections;

/// <summary>Many or large frames of one client do nothing to the other clients.</summary>
public sealed class HostileFrameTests
{
    private const int Attackers = 1000;
    private const int BegunBytes = 60_000;

    /// <summary>
    /// 60 MB of announced frames, where 16 are for frames of that size; <c>benchmarks/under-attack</c> measures the same.
    /// </summary>
    [Fact]
    public async Task A_thousand_begun_frames_hold_nobody_up_and_are_cut_in_the_end()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        await client.CreateTopicAsync("served");
        var log = ServerLog.From(server);
        var frame = HostileSocket.Framed(new byte[BegunBytes]);
        var attackers = await Task.WhenAll(Enumerable.Range(0, Attackers).Select(async _ =>
        {
            var attacker = await HostileSocket.ConnectAsync(server.Kafka);
            await attacker.SendAsync(frame.AsMemory(0, 5));
            return attacker;
        }));

        var drip = 5;
        foreach (var bytes in new[] { 100, 40_000, 500_000 })
        {
            Assert.Equal(ErrorCode.None, (await client.ProduceAsync("served", 0, BatchBytes.OfRandom(new Random(bytes), bytes))).ErrorCode);
            var metadata = await client.Connection.CallAsync<MetadataRequest, MetadataResponse>(
                new() { Topics = [new() { Name = "served" }] }, TestContext.Current.CancellationToken);
            Assert.Single(metadata.Topics);
            var heartbeat = await client.Connection.CallAsync<HeartbeatRequest, HeartbeatResponse>(
                new() { GroupId = "nobody", MemberId = "none", GenerationId = 1 }, TestContext.Current.CancellationToken);
            Assert.NotEqual(ErrorCode.None, heartbeat.ErrorCode);
            await Task.WhenAll(attackers.Select(attacker => attacker.SendAsync(frame.AsMemory(drip, 1))));
            drip++;
        }

        // Nobody had to be cut for it. In the end they all are, and that is worth a few lines.
        log.ExpectNothing();
        await log.ExpectClosedAsync(Attackers, "SlowRequest");
        await Aftermath.AssertUnharmedAsync(server);
        Array.ForEach(attackers, attacker => attacker.Dispose());
    }

    [Theory]
    [InlineData(40)]
    [InlineData(90, "--frame-memory", "128MiB", "--max-request-bytes", "100MiB")]
    public async Task One_request_may_be_as_large_as_the_settings_say(int batches, params string[] settings)
    {
        await using var server = await ServerProcess.StartAsync(arguments: settings);
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        await client.CreateTopicAsync("wide", batches);
        var batch = new RecordSlices(BatchBytes.OfRandom(new Random(5), 1_000_000));
        var request = new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 30_000,
            TopicData =
            [
                new()
                {
                    Name = "wide",
                    PartitionData = [.. Enumerable.Range(0, batches).Select(
                        index => new ProduceRequest.PartitionProduceData { Index = index, Records = batch })],
                },
            ],
        };

        var response = await client.Connection.CallAsync<ProduceRequest, ProduceResponse>(
            request, TestContext.Current.CancellationToken, versionMax: 12);

        Assert.Equal(batches, response.Responses[0].PartitionResponses.Length);
        Assert.All(response.Responses[0].PartitionResponses, partition => Assert.Equal(
            (ErrorCode.None, 0), (partition.ErrorCode, partition.BaseOffset)));
        await Aftermath.AssertUnharmedAsync(server);
    }

    [Fact]
    public async Task Bad_frames_cost_a_few_lines_whatever_their_number()
    {
        const int Frames = 3000;
        await using var server = await ServerProcess.StartAsync();
        var log = ServerLog.From(server);
        for (var i = 0; i < Frames; i++)
        {
            using var socket = await HostileSocket.ConnectAsync(server.Kafka);
            await socket.SendAsync(HostileSocket.HeaderOf((ApiKey)9999, 0, []));
            Assert.Empty(await socket.ReadToEndAsync());
        }

        await log.ExpectClosedAsync(Frames, "MalformedRequest");
        Assert.InRange(log.Alarms.Count, 21, Frames / 10);
        await Aftermath.AssertUnharmedAsync(server);
    }
}
