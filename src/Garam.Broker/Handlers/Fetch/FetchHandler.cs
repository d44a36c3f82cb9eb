using Garam.Broker.ReadPath;
using Garam.Broker.ReadPath.Sessions;
using Garam.Broker.Requests;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Transport.Frames;

namespace Garam.Broker.Handlers.Fetch;

/// <summary>
/// Fetch: 4–18. Deviations: a response is cut at <see cref="FetchOptions.ResponseBytesMax"/> whatever the client allows; it ends with a
/// whole batch, where Kafka may cut one; replica ids are not looked at, every client is a consumer; the leader epoch is
/// always 0; no preferred read replica is named; damaged data is KAFKA_STORAGE_ERROR.
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
            var response = RequestCodec.Encode(context, FetchResponses.Create(scope, fetched));
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
