using System.Text;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Client.Security;
using Garam.Protocol;
using Garam.Protocol.Messages.Headers;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Protocol.Messages.SaslAuthenticate;
using Garam.Protocol.Messages.SaslHandshake;
using Garam.Protocol.Wire;
using Garam.Transport.InMemory;
using Garam.UnitTests.Client.Support;

namespace Garam.UnitTests.Client.Security;

/// <summary>How a connection says who it is, once and again (KIP-152, KIP-368).</summary>
public sealed class SaslLoginTests
{
    private const int Port = 9092;
    private const string Password = "open sesame";

    private readonly List<ApiKey> _asked = [];
    private TimeSpan _lifetime;
    private bool _isKnown = true;
    private ErrorCode _handshake;

    [Fact]
    public void A_connection_logs_in_before_it_is_used() => Run(new PlainCredentials("ada", Password), async (connect, _) =>
    {
        await using var connection = await connect();
        await BeatAsync(connection);

        Assert.Equal([ApiKey.SaslHandshake, ApiKey.SaslAuthenticate, ApiKey.Heartbeat], _asked);
    });

    [Fact]
    public void A_session_that_ends_is_renewed_on_the_same_connection_before_anything_else_is_sent() =>
        Run(new PlainCredentials("ada", Password), async (connect, clock) =>
    {
        _lifetime = TimeSpan.FromSeconds(10);
        await using var connection = await connect();
        await Task.Delay(TimeSpan.FromSeconds(8), clock);
        await BeatAsync(connection);
        await Task.Delay(TimeSpan.FromSeconds(1), clock);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => BeatAsync(connection)));

        Assert.Equal(
            [
                ApiKey.SaslHandshake, ApiKey.SaslAuthenticate, ApiKey.Heartbeat,
                ApiKey.SaslHandshake, ApiKey.SaslAuthenticate, ApiKey.Heartbeat, ApiKey.Heartbeat, ApiKey.Heartbeat,
            ],
            _asked);
        Assert.False(connection.IsBroken);
    });

    [Fact]
    public void A_renewal_that_is_refused_breaks_the_connection_and_the_next_one_says_why() =>
        Run(new PlainCredentials("ada", Password), async (connect, clock) =>
    {
        _lifetime = TimeSpan.FromSeconds(10);
        await using var connection = await connect();
        _isKnown = false;
        await Task.Delay(TimeSpan.FromSeconds(9), clock);

        Assert.True((await Assert.ThrowsAsync<KafkaException>(() => BeatAsync(connection))).IsUnanswered);

        Assert.True(connection.IsBroken);
        Assert.Equal(KafkaFault.LoginRefused, (await Assert.ThrowsAsync<KafkaException>(async () => await connect())).Fault);
    });

    [Fact]
    public void A_wrong_password_is_told_without_it() => Run(new PlainCredentials("ada", "guess"), async (connect, _) =>
    {
        var refusal = await Assert.ThrowsAsync<KafkaException>(async () => await connect());

        Assert.Equal(KafkaFault.LoginRefused, refusal.Fault);
        Assert.Equal("broker:9092 refuses PLAIN ada: Authentication failed: Invalid username or password", refusal.Message);
        Assert.DoesNotContain("guess", refusal.ToString(), StringComparison.Ordinal);
        Assert.Equal([ApiKey.SaslHandshake, ApiKey.SaslAuthenticate], _asked);
    });

    [Fact]
    public void A_mechanism_that_the_broker_has_not_is_told_with_those_that_it_has() =>
        Run(new ScramCredentials(ScramHash.Sha512, "ada", Password, static () => "nonce"), async (connect, _) =>
    {
        var refusal = await Assert.ThrowsAsync<KafkaException>(async () => await connect());

        Assert.Equal(KafkaFault.MechanismNotOffered, refusal.Fault);
        Assert.Equal(["PLAIN"], refusal.OfferedMechanisms);
    });

    [Fact]
    public void A_listener_that_asks_nobody_is_told() => Run(new PlainCredentials("ada", Password), async (connect, _) =>
    {
        _handshake = ErrorCode.IllegalSaslState;

        Assert.Equal(KafkaFault.LoginNotOffered, (await Assert.ThrowsAsync<KafkaException>(async () => await connect())).Fault);
    });

    [Fact]
    public void A_token_that_is_refused_gets_the_answer_that_ends_the_talk() => Run(new BearerCredentials("token"), async (connect, _) =>
    {
        var refusal = await Assert.ThrowsAsync<KafkaException>(async () => await connect());

        Assert.Equal(KafkaFault.LoginRefused, refusal.Fault);
        Assert.Equal([ApiKey.SaslHandshake, ApiKey.SaslAuthenticate, ApiKey.SaslAuthenticate], _asked);
        Assert.DoesNotContain("token", refusal.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Credentials_show_no_secret_as_text() =>
        Assert.Equal(
            "PLAIN ada|OAUTHBEARER|SCRAM-SHA-256 ada",
            string.Join(
                '|',
                new PlainCredentials("ada", Password),
                new BearerCredentials("t"),
                new ScramCredentials(ScramHash.Sha256, "ada", Password, () => "")));

    private static async Task BeatAsync(KafkaConnection connection) =>
        Assert.Equal(
            ErrorCode.None,
            (await connection.CallAsync<HeartbeatRequest, HeartbeatResponse>(new HeartbeatRequest(), CancellationToken.None)).ErrorCode);

    private void Run(SaslCredentials credentials, Func<Func<ValueTask<KafkaConnection>>, TimeProvider, Task> test)
    {
        var virtualTime = new VirtualTime();
        virtualTime.Run(async () =>
        {
            var transport = new InMemoryTransport(new InMemoryTransportOptions(), virtualTime.Clock);
            _ = new ScriptedServer(transport, Port, (header, body) => ValueTask.FromResult<IMessage?>(Answer(header, body))).ServeAsync();
            var options = new KafkaConnectionOptions { Sasl = credentials };
            await test(
                () => KafkaConnection.ConnectAsync(transport, "broker", Port, options, virtualTime.Clock, CancellationToken.None),
                virtualTime.Clock);
        });
    }

    private IMessage Answer(RequestHeader header, ReadOnlyMemory<byte> body)
    {
        _asked.Add(header.RequestApiKey);
        return header.RequestApiKey switch
        {
            ApiKey.SaslHandshake => Shake(ScriptedServer.Read<SaslHandshakeRequest>(header, body).Mechanism),
            ApiKey.SaslAuthenticate => Judge(ScriptedServer.Read<SaslAuthenticateRequest>(header, body).AuthBytes.Span),
            _ => new HeartbeatResponse(),
        };
    }

    private SaslHandshakeResponse Shake(string mechanism) => new()
    {
        ErrorCode = mechanism is "PLAIN" or "OAUTHBEARER" ? _handshake : ErrorCode.UnsupportedSaslMechanism,
        Mechanisms = ["PLAIN"],
    };

    private SaslAuthenticateResponse Judge(ReadOnlySpan<byte> said) =>
        said.StartsWith("n,,\u0001auth=Bearer token\u0001\u0001"u8) ? new SaslAuthenticateResponse
        {
            AuthBytes = """{"status":"invalid_token"}"""u8.ToArray(),
        }
        : _isKnown && said.SequenceEqual(Encoding.UTF8.GetBytes($"\0ada\0{Password}")) ? new SaslAuthenticateResponse
        {
            SessionLifetimeMs = (long)_lifetime.TotalMilliseconds,
        }
        : new SaslAuthenticateResponse
        {
            ErrorCode = ErrorCode.SaslAuthenticationFailed,
            ErrorMessage = "Authentication failed: Invalid username or password",
        };
}
