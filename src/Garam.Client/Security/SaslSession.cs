using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.SaslAuthenticate;
using Garam.Protocol.Messages.SaslHandshake;
using Garam.Waiting;

namespace Garam.Client.Security;

/// <summary>
/// The login of one connection, and when it has to be renewed (KIP-152, KIP-368). Owned by the connection, which calls one method at a
/// time.
/// </summary>
internal sealed class SaslSession(SaslCredentials credentials, HostPort broker, TimeProvider time)
{
    /// <summary>The share of a session's lifetime that is used; the rest is for requests in flight.</summary>
    private const double LifetimeUsed = 0.85;

    private long _endsAt = Moments.Never;

    /// <summary>Nothing more may be sent before the client has logged in again.</summary>
    public bool IsOver => _endsAt != Moments.Never && time.GetTimestamp() >= _endsAt;

    /// <exception cref="KafkaException">The broker refuses, or the connection broke.</exception>
    public async ValueTask AuthenticateAsync(
        Func<SaslHandshakeRequest, ValueTask<SaslHandshakeResponse>> handshake, Func<SaslAuthenticateRequest,
        ValueTask<SaslAuthenticateResponse>> authenticate)
    {
        Check(await handshake(new SaslHandshakeRequest { Mechanism = credentials.Mechanism }));
        var beganAt = time.GetTimestamp();
        var exchange = credentials.Begin();
        var next = exchange.First();
        while (true)
        {
            var said = await authenticate(new SaslAuthenticateRequest { AuthBytes = next });
            Check(said);
            if (Answer(exchange, said.AuthBytes.Span) is { } answer)
            {
                next = answer;
                continue;
            }

            _endsAt = said.SessionLifetimeMs > 0
                ? beganAt + (long)(said.SessionLifetimeMs * LifetimeUsed * time.TimestampFrequency / 1000)
                : Moments.Never;
            return;
        }
    }

    public KafkaException NotOffered() => Fault(KafkaFault.LoginNotOffered, $"{broker} has no logins: this listener does not use SASL.");

    private byte[]? Answer(ISaslExchange exchange, ReadOnlySpan<byte> said)
    {
        try
        {
            var answer = exchange.Answer(said);
            return answer is not null || exchange.IsComplete
                ? answer
                : throw new InvalidDataException("the broker has not said all that it has to");
        }
        catch (InvalidDataException fault)
        {
            throw Fault(KafkaFault.BrokerNotProved, $"{broker} does not keep to {credentials.Mechanism}: {fault.Message}.", fault);
        }
    }

    private void Check(SaslHandshakeResponse response)
    {
        switch (response.ErrorCode)
        {
            case ErrorCode.None:
                return;
            case ErrorCode.UnsupportedSaslMechanism:
                throw new KafkaException(
                    KafkaFault.MechanismNotOffered,
                    $"{broker} has no {credentials.Mechanism}, but {string.Join(", ", response.Mechanisms)}.")
                {
                    Broker = broker,
                    OfferedMechanisms = response.Mechanisms,
                };
            case ErrorCode.IllegalSaslState:
                throw NotOffered();
            default:
                throw Refused(response.ErrorCode, null);
        }
    }

    private void Check(SaslAuthenticateResponse response)
    {
        if (response.ErrorCode != ErrorCode.None)
        {
            throw Refused(response.ErrorCode, response.ErrorMessage);
        }
    }

    private KafkaException Refused(ErrorCode code, string? detail) =>
        Fault(KafkaFault.LoginRefused, $"{broker} refuses {credentials}: {(string.IsNullOrEmpty(detail) ? code.KafkaName : detail)}");

    private KafkaException Fault(KafkaFault fault, string message, Exception? cause = null) =>
        new(fault, message, cause) { Broker = broker };
}

/// <summary>The client's half of one exchange in one mechanism. Synchronous and without I/O.</summary>
internal interface ISaslExchange
{
    /// <summary>Both ends are done, and the server has given the proof that the mechanism asks for.</summary>
    bool IsComplete { get; }

    byte[] First();

    /// <summary>Returns the answer to what the server said, or null if nothing is left to say.</summary>
    /// <exception cref="InvalidDataException">A server that knows the secret would not say this.</exception>
    byte[]? Answer(ReadOnlySpan<byte> said);
}

/// <summary>An exchange in which the client says everything at once.</summary>
internal sealed class OneMessageExchange(byte[] message, byte[]? answer) : ISaslExchange
{
    public bool IsComplete { get; private set; }

    public byte[] First() => message;

    public byte[]? Answer(ReadOnlySpan<byte> said)
    {
        // A server that refuses may send the reason first, and waits for an answer to it.
        IsComplete = said.IsEmpty;
        return IsComplete ? null : answer ?? throw new InvalidDataException("the broker asks a question where it should say yes or no");
    }
}
