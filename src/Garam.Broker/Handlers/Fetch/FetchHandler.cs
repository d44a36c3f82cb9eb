using Garam.Broker.ReadPath;
using Garam.Broker.ReadPath.Sessions;
using Garam.Broker.Requests;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Transport.Frames;

namespace Garam.Broker.Handlers.Fetch;

/// <summary>
/// Fetch: 4–18. Deviations: a response is cut at <see cref="FetchOptions.ResponseBytesMax"/> whatever the client allows, and at 8,192
/// segments; it ends with a whole batch, where Kafka may cut one; its bytes are shared in the order in which they were written, not in the
/// order of the request, so that a scan of many partitions reads each segment once (every partition gets something, and the first batch of
/// the first one comes however large it is); replica ids are not looked at, every client is a consumer; the leader epoch is always 0, and
/// last_fetched_epoch is compared with that; no preferred read replica is named; damaged and lost data is KAFKA_STORAGE_ERROR, and other
/// partitions are served beside it; an isolation level that does not exist counts as read_uncommitted and a negative limit as 0, where
/// Kafka says UNKNOWN_SERVER_ERROR; a deleted topic that is asked for by id is UNKNOWN_TOPIC_ID at once, where Kafka says
/// UNKNOWN_TOPIC_OR_PARTITION as long as a session or a waiting fetch knows its name.
/// </summary>
public sealed class FetchHandler(FetchService service, FetchSessionCache sessions) : IRequestHandler
{
    public ApiKey Key => ApiKey.Fetch;

    public async ValueTask<FrameReply> HandleAsync(RequestContext context, IncomingFrame frame, CancellationToken cancellation)
    {
        var request = Decode(context, frame);
        var scope = sessions.Open(request, context.Version);
        if (scope.Error != ErrorCode.None)
        {
            return RequestCodec.Encode(context, new FetchResponse { ErrorCode = scope.Error });
        }

        var (fetched, leases) = await service.FetchAsync(request, scope, cancellation);
        try
        {
            var response = RequestCodec.Encode(context, FetchResponses.Create(scope, fetched, request.IsolationLevel == IsolationLevels.ReadCommitted));
            sessions.MoveToEnd(scope.SessionId, [.. fetched.Where(static f => f.Records.Length > 0).Select(static f => f.Plan.Target.Key)]);
            return response with { Owner = new FetchReplyOwner(response.Owner, leases) };
        }
        catch
        {
            leases.Dispose();
            throw;
        }
    }

    private static FetchRequest Decode(RequestContext context, IncomingFrame frame)
    {
        try
        {
            return RequestCodec.Decode<FetchRequest>(frame.Body, context);
        }
        finally
        {
            frame.Release();
        }
    }

    /// <summary>The encoded response and the memory that it borrows.</summary>
    private sealed class FetchReplyOwner(IDisposable? response, FetchLeases leases) : IDisposable
    {
        public void Dispose()
        {
            response?.Dispose();
            leases.Dispose();
        }
    }
}
