using System.Buffers.Binary;
using Garam.ClientTests.Support;
using Garam.FaultTests.Support;
using Garam.Protocol;
using Garam.Protocol.Messages.ApiVersions;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;

namespace Garam.FaultTests.Frames;

/// <summary>
/// Bytes that are no request close their connection with one line in the log, and nothing else happens. Each test has a server of its own,
/// because the lines that one server writes are limited.
/// </summary>
public sealed class MalformedFrameTests
{
    private const string Closed = "MalformedRequest";

    /// <summary>Ends the header of flexible versions, as that of any newer one is.</summary>
    private static readonly byte[] NoTaggedFields = [0];

    private static readonly byte[] ArrayOfTwoBillion = [0x7f, 0xff, 0xff, 0xff];

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData((64 << 20) + 1)]
    public async Task A_length_that_no_frame_has_is_refused_before_memory_is_taken(int length)
    {
        var frame = new byte[64];
        BinaryPrimitives.WriteInt32BigEndian(frame, length);

        await AssertRefusedAsync(
            frame,
            $"was closed: InvalidLength. Frame of {length} bytes; at most 67108864 are accepted "
                + "(--max-request-bytes, Kafka's socket.request.max.bytes).");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(70_000)]
    public async Task A_frame_that_ends_too_early_is_dropped(int bytes)
    {
        await using var server = await ServerProcess.StartAsync();
        var log = ServerLog.From(server);
        var request = new MetadataRequest
        {
            Topics =
            [
                new() { Name = new string('a', 30_000) },
                new() { Name = new string('b', 30_000) },
                new() { Name = new string('c', 30_000) },
            ],
        };
        var frame = HostileSocket.FrameOf(request, version: 4);
        using (var socket = await HostileSocket.ConnectAsync(server.Kafka))
        {
            await socket.SendAsync(frame.AsMemory(0, bytes));
            socket.ShutdownSend();
            Assert.Empty(await socket.ReadToEndAsync());
        }

        await Aftermath.AssertUnharmedAsync(server);
        await log.ExpectAsync(1, "was closed: TruncatedFrame");
    }

    [Fact]
    public async Task Random_bytes_close_their_connection_and_no_other()
    {
        const int Attacks = 200;
        var random = new Random(20261121);
        await using var server = await ServerProcess.StartAsync();
        var log = ServerLog.From(server);
        await using var bystander = await WellBehavedClient.ConnectAsync(server.Kafka);
        for (var i = 0; i < Attacks; i++)
        {
            var bytes = new byte[random.Next(4, 3000)];
            random.NextBytes(bytes);
            using var socket = await HostileSocket.ConnectAsync(server.Kafka);

            // Every other attack gets the length right, so that the decoder sees the rest.
            await socket.SendAsync(i % 2 == 0 ? bytes : HostileSocket.Framed(bytes));
            socket.ShutdownSend();
            await socket.ReadToEndAsync();
        }

        await bystander.CreateTopicAsync("bystander");
        Assert.Equal(0, await bystander.AppendAsync("bystander", "still here"));
        await Aftermath.AssertUnharmedAsync(server);
        await Eventually.TrueAsync(() => log.Closed() == Attacks, "a line or a count for each of them");
    }

    [Fact]
    public async Task Random_bytes_behind_every_api_key_and_version_never_fail_inside()
    {
        var random = new Random(42);
        await using var server = await ServerProcess.StartAsync();
        var log = ServerLog.From(server);
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        foreach (var key in Enum.GetValues<ApiKey>().Where(key => client.Connection.VersionOf(key) is not null))
        {
            var range = ApiVersionTable.Find(key)!;
            for (var version = range.Decodable; version <= range.Max; version++)
            {
                var body = new byte[random.Next(0, 300)];
                random.NextBytes(body);
                using var socket = await HostileSocket.ConnectAsync(server.Kafka);
                await socket.SendAsync(HostileSocket.HeaderOf(key, version, body));
                socket.ShutdownSend();
                await socket.ReadToEndAsync();
            }
        }

        await Aftermath.AssertUnharmedAsync(server);
        Assert.DoesNotContain(log.Alarms, line => !line.Contains(Closed, StringComparison.Ordinal));
        Assert.NotEmpty(log.Alarms);
    }

    [Fact]
    public async Task Requests_cut_short_or_with_a_flipped_bit_never_fail_inside()
    {
        var random = new Random(7);
        await using var server = await ServerProcess.StartAsync();
        var log = ServerLog.From(server);
        var sound = HostileSocket.FrameOf(ProduceOf("nowhere", BatchBytes.Of("x", "y")), version: 9);
        for (var length = sizeof(int); length < sound.Length; length++)
        {
            var body = sound.AsSpan(sizeof(int), length - sizeof(int)).ToArray();
            if (length % 2 == 0)
            {
                body = sound[sizeof(int)..];
                body[length - sizeof(int)] ^= (byte)(1 << random.Next(8));
            }

            using var socket = await HostileSocket.ConnectAsync(server.Kafka);
            await socket.SendAsync(HostileSocket.Framed(body));
            socket.ShutdownSend();
            await socket.ReadToEndAsync();
        }

        await Aftermath.AssertUnharmedAsync(server);
        Assert.DoesNotContain(log.Alarms, line => !line.Contains(Closed, StringComparison.Ordinal));
    }

    [Fact]
    public Task Two_billion_topics_in_a_few_bytes_are_refused_before_memory_is_taken() =>
        AssertRefusedAsync(HostileSocket.HeaderOf(ApiKey.Metadata, 4, ArrayOfTwoBillion), Closed);

    [Fact]
    public Task A_negative_size_is_refused() =>
        AssertRefusedAsync(HostileSocket.HeaderOf(ApiKey.Metadata, 4, [0, 0, 0, 1, 0xff, 0xf0, 0]), Closed);

    [Fact]
    public async Task Bytes_behind_a_request_are_ignored_as_Kafka_does()
    {
        await using var server = await ServerProcess.StartAsync();
        var log = ServerLog.From(server);
        using var socket = await HostileSocket.ConnectAsync(server.Kafka);
        await socket.SendAsync(HostileSocket.HeaderOf(ApiKey.Metadata, 4, [0, 0, 0, 0, 1, 99]));

        Assert.NotEmpty(await socket.ReadFrameAsync());
        log.ExpectNothing();
    }

    [Theory]
    [InlineData((short)9999)]
    [InlineData((short)-1)]
    [InlineData((short)ApiKey.LeaderAndIsr)]
    public Task An_unknown_api_is_refused(short key) =>
        AssertRefusedAsync(HostileSocket.HeaderOf((ApiKey)key, 0, []), $"API key {key} is not served.");

    [Theory]
    [InlineData((short)99)]
    [InlineData((short)-1)]
    public Task An_unknown_version_is_refused(short version) =>
        AssertRefusedAsync(HostileSocket.HeaderOf(ApiKey.Metadata, version, [0, 0, 0, 0]), $"Metadata version {version} is not served.");

    [Fact]
    public async Task An_unknown_version_of_ApiVersions_is_answered_in_version_0()
    {
        await using var server = await ServerProcess.StartAsync();
        var log = ServerLog.From(server);
        using var socket = await HostileSocket.ConnectAsync(server.Kafka);
        await socket.SendAsync(HostileSocket.HeaderOf(ApiKey.ApiVersions, 99, NoTaggedFields));

        var response = Parse(await socket.ReadFrameAsync());

        Assert.Equal(ErrorCode.UnsupportedVersion, response.ErrorCode);
        Assert.Contains(response.ApiKeys, api => api.ApiKey == ApiKey.ApiVersions);
        log.ExpectNothing();
    }

    private static ApiVersionsResponse Parse(byte[] frame)
    {
        var reader = new WireReader(frame);
        Assert.Equal(7, FrameEncoding.ReadResponseHeader(ref reader, ApiKey.ApiVersions, 0).CorrelationId);
        var response = new ApiVersionsResponse();
        response.Read(ref reader, 0);
        return response;
    }

    private static ProduceRequest ProduceOf(string topic, byte[] records) => new()
    {
        Acks = -1,
        TimeoutMs = 1000,
        TopicData = [new() { Name = topic, PartitionData = [new() { Records = new RecordSlices(records) }] }],
    };

    private static async Task AssertRefusedAsync(byte[] bytes, string line)
    {
        await using var server = await ServerProcess.StartAsync();
        var log = ServerLog.From(server);
        using (var socket = await HostileSocket.ConnectAsync(server.Kafka))
        {
            await socket.SendAsync(bytes);
            Assert.Empty(await socket.ReadToEndAsync());
        }

        await Aftermath.AssertUnharmedAsync(server);
        await log.ExpectAsync(1, line);
    }
}
