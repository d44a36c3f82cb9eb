using System.Net;
using System.Net.Sockets;
using Garam.Client;
using Garam.Client.Errors;
using Garam.Client.Groups;
using Garam.Client.Producing;
using Garam.Protocol;
using Garam.UnitTests.Client.Support;

namespace Garam.UnitTests.Client;

public sealed class KafkaClientTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("broker:")]
    [InlineData("broker:9092,::1:9092")]
    public async Task Addresses_that_are_none_are_refused(string bootstrap) =>
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await KafkaClient.ConnectAsync(bootstrap, null, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_wrong_address_is_told_at_once()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var fault = await Assert.ThrowsAsync<KafkaException>(
            async () => await KafkaClient.ConnectAsync($"127.0.0.1:{port},[::1]:{port}", null, TestContext.Current.CancellationToken));

        Assert.Equal(KafkaFault.ConnectionRefused, fault.Fault);
        Assert.Equal(port, fault.Broker?.Port);
    }

    [Fact]
    public void A_producer_delivers_what_it_has_when_it_is_disposed() => Run(async (broker, client) =>
    {
        var producer = client.CreateProducer(new ProducerOptions { Linger = TimeSpan.FromMinutes(1) });
        await producer.EnqueueAsync(ProducerRecord.FromText(ScriptedBroker.Topic, "key", "value"), CancellationToken.None);
        Assert.Empty(broker.Arrived);

        await producer.DisposeAsync();

        Assert.Equal(1, Assert.Single(broker.Arrived).Records);
        Assert.Throws<ObjectDisposedException>(() => producer.TryEnqueue(ProducerRecord.FromText(ScriptedBroker.Topic, null, "late")));
    });

    [Fact]
    public void A_failure_that_nobody_asked_for_does_not_come_out_of_the_disposal() => Run(async (broker, client) =>
    {
        broker.Judge = static _ => ErrorCode.InvalidRecord;
        var producer = client.CreateProducer();
        await producer.EnqueueAsync(ProducerRecord.FromText(ScriptedBroker.Topic, null, "bad"), CancellationToken.None);

        await producer.DisposeAsync();

        Assert.Single(broker.Arrived);
    });

    [Fact]
    public void The_client_ends_what_it_created() => Run(async (broker, client) =>
    {
        var producer = client.CreateProducer(new ProducerOptions { Linger = TimeSpan.FromMinutes(1) });
        var consumer = client.CreateConsumer();
        var member = client.CreateGroupConsumer(new GroupOptions { GroupId = "g", Topics = [ScriptedBroker.Topic] });
        await producer.EnqueueAsync(ProducerRecord.FromText(ScriptedBroker.Topic, null, "value"), CancellationToken.None);

        await client.DisposeAsync();

        Assert.Single(broker.Arrived);
        Assert.Throws<ObjectDisposedException>(() => client.CreateConsumer());
        Assert.Throws<ObjectDisposedException>(() => client.CreateProducer());

        // Once more, in the order in which a caller's scope ends.
        await member.DisposeAsync();
        await consumer.DisposeAsync();
        await producer.DisposeAsync();
        await client.DisposeAsync();
    });

    private static void Run(Func<ScriptedBroker, KafkaClient, Task> test)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var broker = new ScriptedBroker(time.Clock);
            _ = broker.ServeAsync();
            await using var client = broker.ConnectAsUser();
            await test(broker, client);
        });
    }
}
