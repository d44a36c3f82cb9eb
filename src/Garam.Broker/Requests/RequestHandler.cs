using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Transport.Frames;

namespace Garam.Broker.Requests;

/// <summary>
/// The usual handler: decode, answer, encode. The request borrows the frame, so the frame is kept until the answer is encoded;
/// a handler that holds many frames at once (Produce) implements <see cref="IRequestHandler"/> itself and releases earlier.
/// </summary>
public abstract class RequestHandler<TRequest, TResponse> : IRequestHandler
    where TRequest : class, IRequest, new()
    where TResponse : class, IResponse
{
    public ApiKey Key => TRequest.ApiKey;

    public async ValueTask<FrameReply> HandleAsync(RequestContext context, IncomingFrame frame, CancellationToken cancellation)
    {
        try
        {
            var request = RequestCodec.Decode<TRequest>(frame.Body, context);
            var response = await HandleAsync(context, request, cancellation);
            return RequestCodec.Encode(context, response);
        }
        finally
        {
            frame.Release();
        }
    }

    /// <param name="cancellation">The connection broke or the process stops: the answer is no longer wanted.</param>
    protected abstract ValueTask<TResponse> HandleAsync(RequestContext context, TRequest request, CancellationToken cancellation);
}

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
