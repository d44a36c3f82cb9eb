using Garam.Client.Errors;
using Garam.Client.Security;
using Garam.Protocol;

namespace Garam.Client.Connections;

internal sealed class KafkaConnectionOptions
{
    /// <summary>Shown in brokers' logs and in group descriptions.</summary>
    public string ClientId { get; init; } = "garam";

    /// <summary>
    /// Kafka's socket.connection.setup.timeout.ms. A host that drops packets is given up after this time; the system would wait for
    /// minutes.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A call that waits longer fails the connection: answers come in order, so the calls after it are late too.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The login; null for listeners without logins.</summary>
    public SaslCredentials? Sasl { get; init; }

    /// <summary>Told which brokers come and go.</summary>
    public IBrokerObserver? Observer { get; init; }

    /// <summary>Requests that are queued and not yet sent. A caller above the limit waits.</summary>
    public int QueuedRequestsMax { get; init; } = 64;

    /// <summary>A larger answer counts as garbage. Kafka's own fetch.max.bytes is 50 MiB.</summary>
    public int ResponseBytesMax { get; init; } = 128 << 20;
}

/// <summary>
/// Told which brokers cannot be reached and which can be reached again. Called from any thread, in the middle of the client's work: it must
/// be quick and must not throw.
/// </summary>
public interface IBrokerObserver
{
    /// <summary>A connection could not be made, or a request on it got no answer in time. The client tries again.</summary>
    void OnUnreachable(HostPort broker, KafkaException fault);

    /// <summary>A new connection was made, and the broker answered on it.</summary>
    void OnReached(HostPort broker);
}
