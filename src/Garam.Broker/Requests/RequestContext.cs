using Garam.Protocol;
using Garam.Transport.Frames;

namespace Garam.Broker.Requests;

/// <summary>The header of a request and where it came from.</summary>
public sealed class RequestContext(
    ApiKey key, short version, int correlationId, string? clientId, int headerLength, FrameConnection connection,
    string? listenerZone = null)
{
    public ApiKey Key { get; } = key;

    public short Version { get; } = version;

    public int CorrelationId { get; } = correlationId;

    public string? ClientId { get; } = clientId;

    /// <summary>The position in the frame at which the body begins.</summary>
    public int HeaderLength { get; } = headerLength;

    public FrameConnection Connection { get; } = connection;

    /// <summary>The zone of the listener that the client connected to; null if that is for clients of any zone.</summary>
    public string? ListenerZone { get; } = listenerZone;

    /// <summary>The error codes in the answer; null when there are none, or no answer yet.</summary>
    public IReadOnlyDictionary<ErrorCode, int>? Errors { get; set; }
}

/// <summary>
/// The operations that a client may do, as bits by Kafka's numbers of operations. There are no access rules, so every client may do
/// everything that a kind of resource knows, as in a Kafka without an authorizer.
/// </summary>
internal static class AuthorizedOperations
{
    /// <summary>Create, alter, describe, cluster action, describe configs, alter configs, idempotent write.</summary>
    public const int OfCluster = 1 << 5 | 1 << 7 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 12;

    /// <summary>Read, write, create, delete, alter, describe, describe configs, alter configs.</summary>
    public const int OfTopic = 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 10 | 1 << 11;

    /// <summary>They were not asked for.</summary>
    public const int Omitted = int.MinValue;
}
