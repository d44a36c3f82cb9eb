using Garam.Broker.Leader;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetDelete;

namespace Garam.Broker.Handlers.Groups;

/// <summary>OffsetDelete: 0. No deviations.</summary>
public sealed class OffsetDeleteHandler(ILeaderGateway leader, ForwardingBudget budget) : ForwardingHandler<OffsetDeleteRequest, OffsetDeleteResponse>(leader, budget)
{
    protected override OffsetDeleteResponse WithoutLeader(OffsetDeleteRequest request, short version) =>
        new() { ErrorCode = ErrorCode.CoordinatorLoadInProgress };
}
