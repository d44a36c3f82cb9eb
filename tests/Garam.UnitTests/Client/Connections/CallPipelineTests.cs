using System.Buffers.Binary;
using System.Net;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Transport.Connections;
using Garam.Transport.InMemory;

namespace Garam.UnitTests.Client.Connections;

/// <summary>The peer is a bare stream, so that it can do what no broker should.</summary>
public sealed class CallPipelineTests
{
    private const short Version = 4;

    private static readonly HostPort Broker = new("broker", 9092);

    private static readonly KafkaConnectionOptions Options = new() { RequestTimeout = TimeSpan.FromSeconds(5), ResponseBytesMax = 1024 };

    [Fact]
    public void A_call_that_is_not_answered_in_time_breaks_the_connection() => Run(static async (pipeline, _) =>
    {
        var fault = await Assert.ThrowsAsync<KafkaException>(async () => await pipeline.ExchangeAsync(NewCall(), CancellationToken.None));

        Assert.Equal(KafkaFault.RequestTimedOut, fault.Fault);
        Assert.Contains("was not answered within 00:00:05", fault.Message, StringComparison.Ordinal);
        Assert.True(pipeline.IsBroken);
    });

    [Fact]
    public void A_call_with_a_time_limit_of_its_own_waits_that_long() => Run(static async (pipeline, _) =>
    {
        var call = NewCall();
        call.TimeLimit = TimeSpan.FromMinutes(5);

        var fault = await Assert.ThrowsAsync<KafkaException>(async () => await pipeline.ExchangeAsync(call, CancellationToken.None));

        Assert.Contains("was not answered within 00:05:00", fault.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void An_answer_to_no_question_breaks_the_connection() => Run(static async (pipeline, peer) =>
    {
        await SendLengthAsync(peer, 8);
        await Assert.ThrowsAsync<IOException>(async () => await peer.ReceiveAsync(new byte[1], CancellationToken.None));

        await AssertBrokenAsync(pipeline, KafkaFault.BadAnswer, "answers what nobody asked");
    });

    [Fact]
    public void An_answer_above_the_limit_breaks_the_connection() => Run(static async (pipeline, peer) =>
    {
        var asked = pipeline.ExchangeAsync(NewCall(), CancellationToken.None).AsTask();
        await SendLengthAsync(peer, Options.ResponseBytesMax + 1);

        var fault = await Assert.ThrowsAsync<KafkaException>(() => asked);

        Assert.Contains("announces an answer of 1025 bytes", fault.Message, StringComparison.Ordinal);
        await AssertBrokenAsync(pipeline, KafkaFault.NotKafka, "announces an answer of 1025 bytes");
    });

    [Fact]
    public void A_TLS_alert_is_told_from_other_garbage() => Run(static async (pipeline, peer) =>
    {
        var asked = pipeline.ExchangeAsync(NewCall(), CancellationToken.None).AsTask();
        await peer.SendAsync([new byte[] { 0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x16 }], CancellationToken.None);

        Assert.Equal(KafkaFault.TlsExpected, (await Assert.ThrowsAsync<KafkaException>(() => asked)).Fault);
    });

    [Fact]
    public void A_peer_that_ends_the_stream_is_told() => Run(static async (pipeline, peer) =>
    {
        await peer.DisposeAsync();

        await AssertBrokenAsync(pipeline, KafkaFault.ConnectionClosed, "closed the connection");
    });

    [Fact]
    public void A_request_without_an_answer_is_over_when_it_is_sent() => Run(static async (pipeline, peer) =>
    {
        await pipeline.SendAsync(new PendingSend(ApiKey.Heartbeat, Version, 1, new HeartbeatRequest()), CancellationToken.None);

        Assert.True(await peer.ReceiveAsync(new byte[64], CancellationToken.None) > 0);
        Assert.False(pipeline.IsBroken);
    });

    private static PendingCall<HeartbeatResponse> NewCall() => new(ApiKey.Heartbeat, Version, 1, new HeartbeatRequest());

    private static async Task SendLengthAsync(IConnection peer, int length)
    {
        var prefix = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(prefix, length);
        await peer.SendAsync([prefix], CancellationToken.None);
    }

    private static async Task AssertBrokenAsync(CallPipeline pipeline, KafkaFault kind, string why)
    {
        var fault = await Assert.ThrowsAsync<KafkaException>(async () => await pipeline.ExchangeAsync(NewCall(), CancellationToken.None));

        Assert.Equal((kind, Broker), (fault.Fault, fault.Broker));
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    private static void Run(Func<CallPipeline, IConnection, Task> test)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var transport = new InMemoryTransport(new InMemoryTransportOptions(), time.Clock);
            await using var listener = await transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, 9092), CancellationToken.None);
            await using var pipeline = new CallPipeline(
                await transport.ConnectAsync(Broker.Host, Broker.Port, CancellationToken.None), Broker, Options, time.Clock);
            await using var peer = await listener.AcceptAsync(CancellationToken.None) ?? throw new InvalidOperationException(
                "The listener is closed.");
            await test(pipeline, peer);
        });
    }
}
