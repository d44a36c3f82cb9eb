using System.Net;
using Garam.Broker.Leader;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;
using Garam.Transport.Frames;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// A request that the group coordinator on the leader answers. The frame is copied and released at once: a join may be parked for
/// minutes, and frames that wait would use up what heartbeats are admitted by.
/// </summary>
public abstract class ForwardingHandler<TRequest, TResponse>(ILeaderGateway leader) : IRequestHandler
    where TRequest : class, IRequest, new()
    where TResponse : class, IResponse
{
    public ApiKey Key => TRequest.ApiKey;

    public async ValueTask<FrameReply> HandleAsync(RequestContext context, IncomingFrame frame, CancellationToken cancellation)
    {
        var request = Take(context, frame);
        return RequestCodec.Encode(context, await ForwardAsync(context, request, cancellation));
    }

    /// <summary>
    /// No leader can be reached. As Kafka while a coordinator loads: the client is kept from giving up its membership and tries again
    /// here, because every agent is as good as another.
    /// </summary>
    protected abstract TResponse WithoutLeader(TRequest request, short version);

    private static TRequest Take(RequestContext context, IncomingFrame frame)
    {
        try
        {
            return RequestCodec.Decode<TRequest>(frame.Body.ToArray(), context);
        }
        finally
        {
            frame.Release();
        }
    }

    private async ValueTask<TResponse> ForwardAsync(RequestContext context, TRequest request, CancellationToken cancellation)
    {
        try
        {
            return (TResponse)await leader.ForwardAsync(Key, context.Version, request, CallerOf(context), cancellation);
        }
        catch (GaramException unreachable) when (unreachable.Kind is ErrorKind.Unavailable or ErrorKind.Throttled or ErrorKind.Fenced)
        {
            return WithoutLeader(request, context.Version);
        }
    }

    /// <summary>As Kafka's tools show it: a slash and the address.</summary>
    private static ForwardedCaller CallerOf(RequestContext context)
    {
        var address = (context.Connection.Remote as IPEndPoint)?.Address;
        var host = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return new ForwardedCaller(context.ClientId ?? "", $"/{host}");
    }
}
