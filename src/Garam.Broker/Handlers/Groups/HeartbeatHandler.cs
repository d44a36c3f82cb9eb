using Garam.Broker.Leader;
using Garam.Journal.Replication;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Messages.Heartbeat;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// Heartbeat: 0–4. Version 3 adds static members (KIP-345). Without a leader a heartbeat succeeds, as in Kafka while a coordinator loads:
/// the next leader starts all sessions anew, so no member has to rebalance. If a member has had no leader for longer than its session
/// time-out, the answer is COORDINATOR_NOT_AVAILABLE: by then another agent may know of a leader that has given the member's partitions
/// away. No deviations.
/// </summary>
public sealed class HeartbeatHandler(ILeaderGateway leader, ForwardingBudget budget, Replica replica, TimeProvider time)
    : ForwardingHandler<HeartbeatRequest, HeartbeatResponse>(leader, budget)
{
    /// <summary>The session of members that this process has not heard of: the shortest that Kafka takes by default.</summary>
    private static readonly TimeSpan SessionMin = TimeSpan.FromSeconds(6);

    private const long Never = -1;

    /// <summary>When the first heartbeat since the last answer found no leader.</summary>
    private long _unreachableSince = Never;

    protected override HeartbeatResponse WithoutLeader(HeartbeatRequest request, short version)
    {
        var now = time.GetTimestamp();
        var first = Interlocked.CompareExchange(ref _unreachableSince, now, Never);
        var silence = first == Never ? TimeSpan.Zero : time.GetElapsedTime(first, now);
        return new HeartbeatResponse { ErrorCode = silence < SessionOf(request) ? ErrorCode.None : ErrorCode.CoordinatorNotAvailable };
    }

    protected override void Reached() => Volatile.Write(ref _unreachableSince, Never);

    private TimeSpan SessionOf(HeartbeatRequest request) => replica.Read(request, static (state, request) => Find(state, request)) ?? SessionMin;

    private static TimeSpan? Find(ClusterState state, HeartbeatRequest request) =>
        state.Groups.TryGet(request.GroupId, out var group) && group.Members.TryGetValue(request.MemberId, out var member) ? member.SessionTimeout : null;
}
