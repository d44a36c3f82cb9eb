using Garam.Controller.Leadership;
using Garam.Journal.Replication;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteGroups;
using Garam.Protocol.Messages.DescribeGroups;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.LeaveGroup;
using Garam.Protocol.Messages.ListGroups;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Protocol.Messages.OffsetDelete;
using Garam.Protocol.Messages.OffsetFetch;
using Garam.Protocol.Messages.SyncGroup;
using Garam.Protocol.Wire;

namespace Garam.Controller.Groups;

/// <summary>
/// The requests that agents forward to the coordinator. A request and its bytes are the coordinator's from then on: a step keeps them until
/// it is answered, and what outlives it is copied. Throws GaramException(Unavailable) when this process stops leading while it answers.
/// </summary>
public sealed class GroupApi(GroupCoordinator coordinator, ILeader leader, IGroupStateReader state)
{
    private readonly GroupMembership _membership = new(coordinator);
    private readonly OffsetCommits _commit = new(coordinator, leader, state);
    private readonly OffsetFetches _fetch = new(coordinator, leader, state);
    private readonly OffsetDeletes _delete = new(coordinator, leader, state);
    private readonly GroupAdministration _admin = new(coordinator, state);

    public static bool Serves(ApiKey key) => key is ApiKey.JoinGroup or ApiKey.SyncGroup or ApiKey.Heartbeat or ApiKey.LeaveGroup
        or ApiKey.OffsetCommit or ApiKey.OffsetFetch or ApiKey.OffsetDelete
        or ApiKey.ListGroups or ApiKey.DescribeGroups or ApiKey.DeleteGroups;

    /// <summary>A join or sync answers when its round is over. Cancelling abandons the wait, not the member: its session decides.</summary>
    public async ValueTask<IMessage> HandleAsync(ApiKey key, short version, IMessage request, ForwardedCaller caller, CancellationToken cancellation) =>
        request switch
        {
            JoinGroupRequest join => await _membership.JoinAsync(join, version, caller, cancellation),
            SyncGroupRequest sync => await _membership.SyncAsync(sync, version, cancellation),
            HeartbeatRequest heartbeat => await _membership.HeartbeatAsync(heartbeat, cancellation),
            LeaveGroupRequest leave => await _membership.LeaveAsync(leave, version, cancellation),
            OffsetCommitRequest commit => await _commit.CommitAsync(commit, version, cancellation),
            OffsetFetchRequest fetch => await _fetch.FetchAsync(fetch, version, cancellation),
            OffsetDeleteRequest delete => await _delete.DeleteAsync(delete, cancellation),
            ListGroupsRequest list => _admin.List(list),
            DescribeGroupsRequest describe => _admin.Describe(describe, version),
            DeleteGroupsRequest delete => await _admin.DeleteAsync(delete, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key, "Not a request of the group coordinator."),
        };
}
