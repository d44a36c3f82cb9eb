using Garam.Protocol;
using Garam.Transport.Frames;

namespace Garam.Broker.Requests;

/// <summary>One API key. Its file opens with the versions it serves and where it deviates from Kafka.</summary>
public interface IRequestHandler
{
    ApiKey Key { get; }

    /// <summary>
    /// Owns <paramref name="frame"/> and releases it. The body begins at the context's header length; its version is one that
    /// <see cref="ApiVersionTable"/> serves.
    /// </summary>
    ValueTask<FrameReply> HandleAsync(RequestContext context, IncomingFrame frame, CancellationToken cancellation);
}
