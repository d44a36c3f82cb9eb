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

namespace Garam.Journal.Gateway;

/// <summary>
/// The coordinator on the leader, one call for each row of <see cref="CoordinatorApis"/>. A request and its bytes belong to the coordinator
/// from the call on. Calls throw GaramException(Unavailable) when the process stops leading while it answers.
/// </summary>
public interface ICoordinator
{
    IGroupMembership Membership { get; }

    IGroupOffsets Offsets { get; }

    IGroupAdministration Administration { get; }
}

/// <summary>A join or sync answers when its round is over. Cancelling abandons the wait, not the member: its session decides.</summary>
public interface IGroupMembership
{
    ValueTask<JoinGroupResponse> JoinAsync(JoinGroupRequest request, short version, ForwardedCaller caller, CancellationToken cancellation);

    ValueTask<SyncGroupResponse> SyncAsync(SyncGroupRequest request, short version, CancellationToken cancellation);

    ValueTask<HeartbeatResponse> HeartbeatAsync(HeartbeatRequest request, CancellationToken cancellation);

    ValueTask<LeaveGroupResponse> LeaveAsync(LeaveGroupRequest request, short version, CancellationToken cancellation);
}

public interface IGroupOffsets
{
    ValueTask<OffsetCommitResponse> CommitAsync(OffsetCommitRequest request, short version, CancellationToken cancellation);

    ValueTask<OffsetFetchResponse> FetchAsync(OffsetFetchRequest request, short version, CancellationToken cancellation);

    ValueTask<OffsetDeleteResponse> DeleteAsync(OffsetDeleteRequest request, CancellationToken cancellation);
}

public interface IGroupAdministration
{
    ListGroupsResponse List(ListGroupsRequest request);

    DescribeGroupsResponse Describe(DescribeGroupsRequest request, short version);

    ValueTask<DeleteGroupsResponse> DeleteAsync(DeleteGroupsRequest request, CancellationToken cancellation);
}
