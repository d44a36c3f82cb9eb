using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Client.Producing;
using Garam.Client.Security;
using Garam.Protocol;
using Garam.Protocol.Messages.Headers;
using Garam.Protocol.Messages.InitProducerId;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Messages.SaslAuthenticate;
using Garam.Protocol.Messages.SaslHandshake;
using Garam.Protocol.Wire;
using Garam.Transport.InMemory;
using Garam.UnitTests.Client.Support;

namespace Garam.UnitTests.Client.Security;

/// <summary>A cluster that lets a producer in for its questions, and refuses it where its records should go.</summary>
public sealed class RefusedProducerTests
{
    private const int Port = 9092;

    private int _logins;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_leader_that_refuses_the_login_fails_what_waits_for_it_at_once(bool isIdempotent)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var transport = new InMemoryTransport(new InMemoryTransportOptions(), time.Clock);
            _ = new ScriptedServer(transport, Port, (header, _) => ValueTask.FromResult(Answer(header))).ServeAsync();
            var connection = new KafkaConnectionOptions { Sasl = new PlainCredentials("ada", "open sesame") };
            await using var client = new ClusterClient(
                new ClusterClientOptions { Bootstrap = [new HostPort("broker", Port)], Connection = connection },
                transport, time.Clock, new Random(1));
            await using var producer = new Producer(client, new ProducerOptions { IsIdempotent = isIdempotent });
            using var stopping = new CancellationTokenSource();
            var running = producer.RunAsync(stopping.Token);
            var startedAt = time.Clock.GetTimestamp();

            var record = new ProducerRecord(new TopicPartition("logs", 0), null, new byte[10], 0);
            var refusal = await Assert.ThrowsAsync<KafkaException>(async () => await producer.ProduceAsync(record, CancellationToken.None));

            Assert.Equal(KafkaFault.LoginRefused, refusal.Fault);
            Assert.Equal(2, _logins);
            Assert.True(time.Clock.GetElapsedTime(startedAt) < TimeSpan.FromSeconds(1));
            stopping.Cancel();
            await running;
        });
    }

    private IMessage? Answer(RequestHeader header) => header.RequestApiKey switch
    {
        ApiKey.SaslHandshake => new SaslHandshakeResponse { Mechanisms = ["PLAIN"] },
        ApiKey.SaslAuthenticate => new SaslAuthenticateResponse
        {
            ErrorCode = ++_logins == 1 ? ErrorCode.None : ErrorCode.SaslAuthenticationFailed,
        },
        ApiKey.InitProducerId => new InitProducerIdResponse { ProducerId = 1 },
        ApiKey.Metadata => new MetadataResponse
        {
            Brokers = [new MetadataResponse.MetadataResponseBroker { NodeId = 1, Host = "broker", Port = Port }],
            Topics =
            [
                new MetadataResponse.MetadataResponseTopic
                {
                    Name = "logs",
                    TopicId = new Uuid(1, 1),
                    Partitions = [new MetadataResponse.MetadataResponsePartition { LeaderId = 1 }],
                },
            ],
        },
        _ => null,
    };
}
