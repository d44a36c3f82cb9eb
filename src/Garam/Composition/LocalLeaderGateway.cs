using Garam.Controller.Leadership;
using Garam.Journal.Gateway;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Composition;

/// <summary>The leader in the same process: the calls that later cross the network are plain calls here.</summary>
internal sealed class LocalLeaderGateway(ILeader leader, ICoordinator coordinator) : ILeaderGateway
{
    public ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation) => leader.SubmitAsync(command, cancellation);

    public ValueTask<long> ConfirmTailAsync(CancellationToken cancellation) => leader.ConfirmTailAsync(cancellation);

    public ValueTask<IMessage> ForwardAsync(
        ApiKey key, short version, IMessage request, ForwardedCaller caller, CancellationToken cancellation) =>
        CoordinatorApis.Get(key).CallAsync(coordinator, request, new CoordinatorCall(version, caller, cancellation));
}
