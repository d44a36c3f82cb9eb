using Garam.Broker.Leader;
using Garam.Controller.Groups;
using Garam.Controller.Leadership;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Composition;

/// <summary>The leader in the same process: the calls that later cross the network are plain calls here.</summary>
internal sealed class LocalLeaderGateway(ILeader leader, GroupApi groups) : ILeaderGateway
{
    public async ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation)
    {
        var reply = await leader.SubmitAsync(command, cancellation);
        return new SubmitReply(reply.Sequence, reply.Result);
    }

    public ValueTask<long> ConfirmTailAsync(CancellationToken cancellation) => leader.ConfirmTailAsync(cancellation);

    public ValueTask<IMessage> ForwardAsync(ApiKey key, short version, IMessage request, ForwardedCaller caller, CancellationToken cancellation) =>
        groups.HandleAsync(key, version, request, caller, cancellation);
}
