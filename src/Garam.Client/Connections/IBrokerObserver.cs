using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Client.Connections;

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
