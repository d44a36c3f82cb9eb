using Garam.Protocol;
using Garam.Transport.Frames;

namespace Garam.Broker.Requests;

/// <summary>
/// What sits behind the client listener: finds the handler of a frame by its key and version. Immutable after construction, so
/// any number of connections use it at once.
/// </summary>
public sealed class RequestDispatcher : IFrameHandler
{
    private readonly Dictionary<ApiKey, IRequestHandler> _handlers;
    private readonly RequestMetrics _metrics;
    private readonly TimeProvider _time;

    public RequestDispatcher(IEnumerable<IRequestHandler> handlers, RequestMetrics metrics, TimeProvider time)
    {
        _handlers = handlers.ToDictionary(handler => handler.Key);
        _metrics = metrics;
        _time = time;
        metrics.Announce(_handlers.Keys);
    }

    public bool MayOverlap(ReadOnlySpan<byte> frame) => RequestCodec.PeekKey(frame) == ApiKey.Produce;

    public async ValueTask<FrameReply> HandleAsync(IncomingFrame frame, FrameConnection connection, CancellationToken connectionAborted)
    {
        var started = _time.GetTimestamp();
        var (context, handler) = Find(frame, connection);
        var outcome = RequestOutcome.Failed;
        try
        {
            var reply = await handler.HandleAsync(context, frame, connectionAborted);
            outcome = RequestOutcome.Answered;
            return reply;
        }
        catch (MalformedRequestException)
        {
            outcome = RequestOutcome.Malformed;
            throw;
        }
        catch (OperationCanceledException) when (connectionAborted.IsCancellationRequested)
        {
            outcome = RequestOutcome.Abandoned;
            throw;
        }
        finally
        {
            _metrics.Handled(context.Key, outcome, _time.GetElapsedTime(started));
            _metrics.Errors(context.Key, context.Errors);
        }
    }

    private (RequestContext Context, IRequestHandler Handler) Find(IncomingFrame frame, FrameConnection connection)
    {
        try
        {
            var context = RequestCodec.DecodeHeader(frame.Body, connection);
            if (!_handlers.TryGetValue(context.Key, out var handler))
            {
                throw new MalformedRequestException($"API key {(short)context.Key} is not served.");
            }

            // ApiVersions answers every version: that is how a client finds out what is served (KIP-511).
            if (context.Key != ApiKey.ApiVersions && ApiVersionTable.Find(context.Key)?.Serves(context.Version) != true)
            {
                throw new MalformedRequestException($"{context.Key} version {context.Version} is not served.");
            }

            return (context, handler);
        }
        catch
        {
            frame.Release();
            throw;
        }
    }
}
