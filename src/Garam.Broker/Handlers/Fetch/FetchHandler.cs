using Garam.Broker.ReadPath;
using Garam.Broker.ReadPath.Planning;
using Garam.Broker.ReadPath.Sessions;
using Garam.Broker.Requests;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Transport.Frames;

namespace Garam.Broker.Handlers.Fetch;

/// <summary>
/// Fetch: 4–18.
/// Deviations:
/// - A response is cut at <see cref="FetchOptions.ResponseBytesMax"/>, whatever the client allows, and at 8,192 segments.
/// - A response ends with a whole batch. Kafka may cut one.
/// - The bytes of a response are shared in the order in which they were written, not in the order of the request, so that a scan of many
///   partitions reads each segment once. Every partition gets something. The first batch of the first partition is sent however large it
///   is.
/// - Replica ids are ignored: every client is a consumer.
/// - The leader epoch is always 0, and last_fetched_epoch is compared with that.
/// - A client with `client.rack` is sent to the agent of that zone for all its partitions (KIP-392), unless its client id or its listener
///   names a zone: Metadata has told it that zone's agents then. Agents that are in no zone, or in the client's, serve it themselves.
/// - An agent that is about to stop while others run answers NOT_LEADER_OR_FOLLOWER.
/// - Damaged or lost data is answered with KAFKA_STORAGE_ERROR; the other partitions of the request are served.
/// - An unknown isolation level counts as read_uncommitted and a negative limit as 0. Kafka answers UNKNOWN_SERVER_ERROR.
/// - A request by the id of a deleted topic gets UNKNOWN_TOPIC_ID at once. Kafka answers UNKNOWN_TOPIC_OR_PARTITION as long as a session or
///   a waiting fetch knows the topic's name.
/// </summary>
public sealed class FetchHandler(FetchService service, FetchSessionCache sessions, FetchRedirects redirects) : IRequestHandler
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

        if (redirects.Find(context, request, scope) is { } elsewhere)
        {
            return RequestCodec.Encode(context, elsewhere);
        }

        var (fetched, leases) = await service.FetchAsync(request, scope, cancellation);
        try
        {
            var response = RequestCodec.Encode(
                context, FetchResponses.Create(scope, fetched, request.IsolationLevel == IsolationLevels.ReadCommitted));
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
