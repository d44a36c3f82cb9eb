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
/// minutes, and frames that wait would use up what heartbeats are admitted by. What is copied, and large answers until they are sent, count
/// against a budget; without room in it, without a leader, or when the leader goes while it answers, the client is told to try again.
/// </summary>
public abstract class ForwardingHandler<TRequest, TResponse>(ILeaderGateway leader, ForwardingBudget budget) : IRequestHandler
    where TRequest : class, IRequest, new()
    where TResponse : class, IResponse
{
    /// <summary>Answers up to this length are not counted: there is one for each connection at most, and it is about to be sent.</summary>
    private const int AnswerBytesMin = 64 * 1024;

    /// <summary>The copy, and the objects that are read from it: more where a request names many small things, less where it is mostly bytes.</summary>
    private const int ObjectsFactor = 2;

    public ApiKey Key => TRequest.ApiKey;

    public async ValueTask<FrameReply> HandleAsync(RequestContext context, IncomingFrame frame, CancellationToken cancellation)
    {
        var bytes = (long)frame.Body.Length * ObjectsFactor;
        var hasRoom = budget.TryReserve(bytes);
        try
        {
            var request = Take(context, frame);
            var answer = hasRoom ? await ForwardAsync(context, request, cancellation) : null;
            return (answer is null ? null : TryEncode(context, answer)) ?? RequestCodec.Encode(context, WithoutLeader(request, context.Version));
        }
        finally
        {
            budget.Release(hasRoom ? bytes : 0);
        }
    }

    /// <summary>
    /// No leader can be reached. As Kafka while a coordinator loads: the client is kept from giving up its membership and tries again
    /// here, because every agent is as good as another.
    /// </summary>
    protected abstract TResponse WithoutLeader(TRequest request, short version);

    /// <summary>The leader has answered.</summary>
    protected virtual void Reached()
    {
    }

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

    /// <summary>Null when nobody answered: the outcome is unknown, and asking again is safe for every request of a group.</summary>
    private async ValueTask<TResponse?> ForwardAsync(RequestContext context, TRequest request, CancellationToken cancellation)
    {
        try
        {
            var answer = (TResponse)await leader.ForwardAsync(Key, context.Version, request, CallerOf(context), cancellation);
            Reached();
            return answer;
        }
        catch (GaramException unreachable) when (unreachable.Kind is not ErrorKind.Internal)
        {
            return null;
        }
    }

    /// <summary>Null when too many large answers wait to be sent.</summary>
    private FrameReply? TryEncode(RequestContext context, TResponse answer)
    {
        var reply = RequestCodec.Encode(context, answer);
        var bytes = reply.Slices!.Sum(static slice => (long)slice.Length);
        if (bytes <= AnswerBytesMin)
        {
            return reply;
        }

        if (budget.TryReserve(bytes))
        {
            return reply with { Owner = budget.Until(reply.Owner!, bytes) };
        }

        reply.Owner!.Dispose();
        return null;
    }

    /// <summary>As Kafka's tools show it: a slash and the address.</summary>
    private static ForwardedCaller CallerOf(RequestContext context)
    {
        var address = (context.Connection.Remote as IPEndPoint)?.Address;
        var host = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return new ForwardedCaller(context.ClientId ?? "", $"/{host}");
    }
}
