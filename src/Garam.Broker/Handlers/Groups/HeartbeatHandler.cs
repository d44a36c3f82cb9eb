using Garam.Broker.Leader;
using Garam.Protocol.Messages.Heartbeat;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// Heartbeat: 0–4. 3: static members. Without a leader it succeeds, as in Kafka while a coordinator loads: sessions begin anew with the
/// next leader, so nobody has to rebalance. No deviations.
/// </summary>
public sealed class HeartbeatHandler(ILeaderGateway leader) : ForwardingHandler<HeartbeatRequest, HeartbeatResponse>(leader)
{
    protected override HeartbeatResponse WithoutLeader(HeartbeatRequest request, short version) =>
        new();
}
