using System.Net;
using Garam.Broker.Requests;
using Garam.Journal.Gateway;
using Garam.Journal.Replication;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;
using Garam.Transport.Frames;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// Forwards the requests of one row of <see cref="CoordinatorApis"/> to the coordinator on the leader. The frame is copied and released at
/// once: a join may be parked for minutes, and frames that wait would use up the memory that admits heartbeats. The copy, and a large
/// answer until it is sent, count against a budget. A request waits for the next leader, because kafkajs ends a consumer after five
/// requests that it has to repeat, however far apart they are. The client is told to try again when the budget has no room, and when no
/// leader comes in time. Once the agent is about to stop, the client is sent to another one.
/// </summary>
public sealed class ForwardingHandler(
    CoordinatorApi api, ILeaderGateway leader, ForwardingBudget budget, Replica replica, Draining draining, TimeProvider time)
    : IRequestHandler
{
    /// <summary>Answers up to this length are not counted: there is one for each connection at most, and it is about to be sent.</summary>
    private const int AnswerBytesMin = 64 * 1024;

    /// <summary>
    /// Accounts for the copy and the objects that are read from it: more where a request names many small things, less where it is mostly
    /// bytes.
    /// </summary>
    private const int ObjectsFactor = 2;

    private const long Never = -1;

    /// <summary>Longer than a lease and the claim after it, and shorter than the shortest session, as heartbeats may wait behind.</summary>
    private static readonly TimeSpan LeaderPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LeaderCheckInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The time of the first request since the leader's last answer that found no leader.</summary>
    private long _unreachableSince = Never;

    public ApiKey Key => api.Key;

    public async ValueTask<FrameReply> HandleAsync(RequestContext context, IncomingFrame frame, CancellationToken cancellation)
    {
        var bytes = (long)frame.Body.Length * ObjectsFactor;
        var hasRoom = budget.TryReserve(bytes);
        try
        {
            var request = Take(context, frame);
            var answer = hasRoom && !draining.HasBegun ? await ForwardAsync(context, request, cancellation) : null;
            return (answer is null ? null : TryEncode(context, answer)) ?? RequestCodec.Encode(context, WithoutLeader(context, request));
        }
        finally
        {
            budget.Release(hasRoom ? bytes : 0);
        }
    }

    private IMessage Take(RequestContext context, IncomingFrame frame)
    {
        try
        {
            var request = api.NewRequest();
            RequestCodec.Decode(frame.Body.ToArray(), context, request);
            return request;
        }
        finally
        {
            frame.Release();
        }
    }

    private IMessage WithoutLeader(RequestContext context, IMessage request)
    {
        var now = time.GetTimestamp();
        var first = Interlocked.CompareExchange(ref _unreachableSince, now, Never);
        var duration = first == Never ? TimeSpan.Zero : time.GetElapsedTime(first, now);
        return api.WithoutLeader(request, new LeaderAbsence(context.Version, duration, replica) { IsDraining = draining.HasBegun });
    }

    /// <summary>
    /// Returns null when no leader answered: the outcome is unknown, and asking again is safe for every request of a group. A heartbeat
    /// does not wait, because it succeeds without a leader.
    /// </summary>
    private async ValueTask<IMessage?> ForwardAsync(RequestContext context, IMessage request, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            if (await TryForwardAsync(context, request, cancellation) is { } answer)
            {
                return answer;
            }

            if (Key == ApiKey.Heartbeat || draining.HasBegun || time.GetElapsedTime(began) >= LeaderPatience)
            {
                return null;
            }

            await Task.Delay(LeaderCheckInterval, time, cancellation);
        }
    }

    private async ValueTask<IMessage?> TryForwardAsync(RequestContext context, IMessage request, CancellationToken cancellation)
    {
        try
        {
            var answer = await leader.ForwardAsync(Key, context.Version, request, CallerOf(context), cancellation);
            Volatile.Write(ref _unreachableSince, Never);
            return answer;
        }
        catch (GaramException unreachable) when (unreachable.Kind is not ErrorKind.Internal)
        {
            return null;
        }
    }

    /// <summary>Returns null when too many large answers wait to be sent.</summary>
    private FrameReply? TryEncode(RequestContext context, IMessage answer)
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

    /// <summary>Kafka's tools show a host as a slash and the address.</summary>
    private static ForwardedCaller CallerOf(RequestContext context)
    {
        var address = (context.Connection.Remote as IPEndPoint)?.Address;
        var host = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return new ForwardedCaller(context.ClientId ?? "", $"/{host}");
    }
}
