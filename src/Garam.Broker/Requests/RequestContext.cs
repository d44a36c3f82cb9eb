using Garam.Protocol;
using Garam.Transport.Frames;

namespace Garam.Broker.Requests;

/// <summary>The header of a request and where it came from.</summary>
public sealed class RequestContext(ApiKey key, short version, int correlationId, string? clientId, int headerLength, FrameConnection connection)
{
    public ApiKey Key { get; } = key;

    public short Version { get; } = version;

    public int CorrelationId { get; } = correlationId;

    public string? ClientId { get; } = clientId;

    /// <summary>Where the body begins in the frame.</summary>
    public int HeaderLength { get; } = headerLength;

    public FrameConnection Connection { get; } = connection;

    /// <summary>The error codes in the answer; null when there are none, or no answer yet.</summary>
    public IReadOnlyDictionary<ErrorCode, int>? Errors { get; set; }
}
