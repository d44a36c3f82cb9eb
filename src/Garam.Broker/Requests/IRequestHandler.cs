using Garam.Protocol;
using Garam.Transport.Frames;

namespace Garam.Broker.Requests;

/// <summary>One API key. Its file opens with the versions it serves and where it deviates from Kafka.</summary>
public interface IRequestHandler
{
    ApiKey Key { get; }

    short VersionMin { get; }

    short VersionMax { get; }

    /// <summary>Owns <paramref name="frame"/>. The reader in the context stands behind the request header.</summary>
    ValueTask<FrameReply> HandleAsync(RequestContext context, IncomingFrame frame, CancellationToken cancellation);
}
