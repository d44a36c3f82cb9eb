using Garam.Client.Errors;
using Garam.Client.Security;
using Garam.Protocol;

namespace Garam.Client.Connections;

public sealed class KafkaConnectionOptions
{
    /// <summary>Shown in the server's logs and group descriptions.</summary>
    public string ClientId { get; init; } = "garam";

    /// <summary>Kafka's socket.connection.setup.timeout.ms: a host that drops packets is given up after this time, where the system would take minutes.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A call that waits longer fails the connection: answers come in order, so the ones behind it are late as well.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Who the client is, to brokers that ask; null for those that do not.</summary>
    public SaslCredentials? Sasl { get; init; }

    /// <summary>Hears which brokers come and go; null for nobody.</summary>
    public IBrokerObserver? Observer { get; init; }

    /// <summary>Requests that were handed over and not yet sent; the caller waits above it.</summary>
    public int QueuedRequestsMax { get; init; } = 64;

    /// <summary>An answer above it is taken for garbage. Kafka's own fetch.max.bytes is 50 MiB.</summary>
    public int ResponseBytesMax { get; init; } = 128 << 20;
}

/// <summary>
/// Hears which brokers cannot be reached and which can be reached again. Called from any thread, in the middle of the client's work: it must be
/// quick and must not throw.
/// </summary>
public interface IBrokerObserver
{
    /// <summary>A connection could not be made, or one that was made went unanswered for too long. The client tries again.</summary>
    void OnUnreachable(HostPort broker, KafkaException fault);

    /// <summary>A new connection was made, and the broker answered on it.</summary>
    void OnReached(HostPort broker);
}
