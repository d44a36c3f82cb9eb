using System.Collections.Frozen;
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
using CommitPartition = Garam.Protocol.Messages.OffsetCommit.OffsetCommitResponse.OffsetCommitResponsePartition;
using CommitTopic = Garam.Protocol.Messages.OffsetCommit.OffsetCommitResponse.OffsetCommitResponseTopic;
using DeletedGroup = Garam.Protocol.Messages.DeleteGroups.DeleteGroupsResponse.DeletableGroupResult;
using DescribedGroup = Garam.Protocol.Messages.DescribeGroups.DescribeGroupsResponse.DescribedGroup;
using FetchGroup = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponseGroup;
using FetchPartition = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponsePartition;
using FetchTopic = Garam.Protocol.Messages.OffsetFetch.OffsetFetchResponse.OffsetFetchResponseTopic;

namespace Garam.Journal.Gateway;

/// <summary>
/// The table of requests that the coordinator on the leader answers. Each row has the versions and deviations, from which docs/protocol.md
/// is written, the coordinator's call, and the answer of an agent that reaches no leader. Most of these answers say
/// COORDINATOR_LOAD_IN_PROGRESS, as Kafka does while a coordinator loads. An agent that is about to stop says NOT_COORDINATOR instead.
/// </summary>
public static class CoordinatorApis
{
    /// <summary>
    /// JoinGroup: 0–9. Version 1 adds the rebalance time-out (KIP-62). Version 4 gives out a member id first (KIP-394). Version 5 adds
    /// static members (KIP-345). Version 7 adds the protocol type to the answer (KIP-559). Version 8 adds a reason, which is not kept
    /// (KIP-800). Version 9 tells a leader that comes back to skip the assignment (KIP-814).
    /// Deviations:
    /// - A group that no member has joined yet lives in memory only. It is forgotten together with its last unused member id.
    /// - A static member that comes back is described with its new client id and host.
    /// - If protocols tie, the vote of the first member by id decides.
    /// - A member that would make the group's record larger than message.max.bytes is refused with UNKNOWN_SERVER_ERROR at once. Kafka
    ///   lets it in and then refuses the SyncGroup of every member.
    /// - A join beyond the cluster's limits on groups, members or group memory gets GROUP_MAX_SIZE_REACHED.
    /// </summary>
    private static readonly CoordinatorApi JoinGroup = new CoordinatorApi<JoinGroupRequest, JoinGroupResponse>(
        static (coordinator, request, call) => coordinator.Membership.JoinAsync(request, call.Version, call.Caller, call.Cancellation),
        static (request, absence) => new JoinGroupResponse
        {
            ErrorCode = absence.Error,
            MemberId = request.MemberId,
            ProtocolName = absence.Version >= 7 ? null : "", // KIP-559: the name may be null
        });

    /// <summary>
    /// SyncGroup: 0–5. Version 3 adds static members (KIP-345). Version 5 compares the protocol type and name with the group's (KIP-559).
    /// Without a leader the answer is REBALANCE_IN_PROGRESS, as in Kafka while a coordinator loads, because clients treat other errors as
    /// final. As in Kafka, a generation whose record is larger than message.max.bytes gets UNKNOWN_SERVER_ERROR; so does one beyond the
    /// memory of all groups. No deviations.
    /// </summary>
    private static readonly CoordinatorApi SyncGroup = new CoordinatorApi<SyncGroupRequest, SyncGroupResponse>(
        static (coordinator, request, call) => coordinator.Membership.SyncAsync(request, call.Version, call.Cancellation),
        static (_, absence) => new SyncGroupResponse
        {
            ErrorCode = absence.IsDraining ? absence.Error : ErrorCode.RebalanceInProgress,
        });

    /// <summary>
    /// Heartbeat: 0–4. Version 3 adds static members (KIP-345). Without a leader a heartbeat succeeds, as in Kafka while a coordinator
    /// loads: the next leader starts all sessions anew, so no member has to rebalance. If a member has had no leader for longer than its
    /// session time-out, the answer is COORDINATOR_NOT_AVAILABLE: by then another agent may know of a leader that has given the member's
    /// partitions away. No deviations.
    /// </summary>
    private static readonly CoordinatorApi Heartbeat = new CoordinatorApi<HeartbeatRequest, HeartbeatResponse>(
        static (coordinator, request, call) => coordinator.Membership.HeartbeatAsync(request, call.Cancellation),
        static (request, absence) => new HeartbeatResponse
        {
            ErrorCode = absence.IsDraining ? absence.Error
                : absence.OutlastsSession(request.GroupId, request.MemberId) ? ErrorCode.CoordinatorNotAvailable
                : ErrorCode.None,
        });

    /// <summary>
    /// LeaveGroup: 0–5. Version 3 takes several members in one request, static ones by their instance id alone (KIP-345). Version 5 adds a
    /// reason, which is not kept (KIP-800). No deviations.
    /// </summary>
    private static readonly CoordinatorApi LeaveGroup = new CoordinatorApi<LeaveGroupRequest, LeaveGroupResponse>(
        static (coordinator, request, call) => coordinator.Membership.LeaveAsync(request, call.Version, call.Cancellation),
        static (_, absence) => new LeaveGroupResponse { ErrorCode = absence.Error });

    /// <summary>
    /// OffsetCommit: 2–10. Versions 2 to 4 carry the client's own retention time. Version 7 adds static members (KIP-345), version 9
    /// GROUP_ID_NOT_FOUND (KIP-848). Version 10 names topics by id alone (KIP-848). As in Kafka, a commit whose records together are
    /// larger than message.max.bytes gets UNKNOWN_SERVER_ERROR.
    /// Deviations:
    /// - A commit beyond the cluster's limits on groups or group memory gets INVALID_COMMIT_OFFSET_SIZE.
    /// - While too many bytes of commits wait for the journal, a commit gets COORDINATOR_LOAD_IN_PROGRESS.
    /// </summary>
    private static readonly CoordinatorApi OffsetCommit = new CoordinatorApi<OffsetCommitRequest, OffsetCommitResponse>(
        static (coordinator, request, call) => coordinator.Offsets.CommitAsync(request, call.Version, call.Cancellation),
        static (request, absence) => new OffsetCommitResponse
        {
            Topics = Array.ConvertAll(request.Topics, topic => new CommitTopic
            {
                Name = topic.Name,
                TopicId = topic.TopicId,
                Partitions = Array.ConvertAll(
                    topic.Partitions,
                    partition => new CommitPartition { PartitionIndex = partition.PartitionIndex, ErrorCode = absence.Error }),
            }),
        });

    /// <summary>
    /// OffsetFetch: 1–10. Version 2 adds all topics and an error for the group (KIP-88), version 5 the leader epoch (KIP-320), version 8
    /// several groups (KIP-709). Version 7 adds "require stable", which is always honoured (KIP-447). Version 10 names topics by
    /// id alone (KIP-848).
    /// Deviations:
    /// - The offsets of a deleted topic are gone at once, even if the request names the topic.
    /// - A group, topic or partition that a request names twice is answered once, because an answer may be a thousand times as long as its
    ///   question.
    /// - A request for more than 200,000 partitions is refused with INVALID_REQUEST.
    /// </summary>
    private static readonly CoordinatorApi OffsetFetch = new CoordinatorApi<OffsetFetchRequest, OffsetFetchResponse>(
        static (coordinator, request, call) => coordinator.Offsets.FetchAsync(request, call.Version, call.Cancellation),
        static (request, absence) => new OffsetFetchResponse
        {
            ErrorCode = absence.Error,
            Topics = Array.ConvertAll(request.Topics ?? [], topic => new FetchTopic
            {
                Name = topic.Name,
                Partitions = Array.ConvertAll(
                    topic.PartitionIndexes,
                    index => new FetchPartition { PartitionIndex = index, CommittedOffset = -1, ErrorCode = absence.Error }),
            }),
            Groups = Array.ConvertAll(request.Groups, group => new FetchGroup { GroupId = group.GroupId, ErrorCode = absence.Error }),
        });

    /// <summary>
    /// OffsetDelete: 0. No deviations.
    /// </summary>
    private static readonly CoordinatorApi OffsetDelete = new CoordinatorApi<OffsetDeleteRequest, OffsetDeleteResponse>(
        static (coordinator, request, call) => coordinator.Offsets.DeleteAsync(request, call.Cancellation),
        static (_, absence) => new OffsetDeleteResponse { ErrorCode = absence.Error });

    /// <summary>
    /// ListGroups: 0–5. Version 4 filters by state (KIP-518), version 5 by type (KIP-848). All groups are classic ones. No deviations.
    /// </summary>
    private static readonly CoordinatorApi ListGroups = new CoordinatorApi<ListGroupsRequest, ListGroupsResponse>(
        static (coordinator, request, _) => ValueTask.FromResult(coordinator.Administration.List(request)),
        static (_, absence) => new ListGroupsResponse { ErrorCode = absence.Error });

    /// <summary>
    /// DescribeGroups: 0–6. Version 3 adds authorized operations: all of them, until there are access rules. Version 6 adds
    /// GROUP_ID_NOT_FOUND (KIP-1043).
    /// Deviation: a group that a request names twice is answered once, because an answer may be 100,000 times as long as the group's name.
    /// </summary>
    private static readonly CoordinatorApi DescribeGroups = new CoordinatorApi<DescribeGroupsRequest, DescribeGroupsResponse>(
        static (coordinator, request, call) => ValueTask.FromResult(coordinator.Administration.Describe(request, call.Version)),
        static (request, absence) => new DescribeGroupsResponse
        {
            Groups = Array.ConvertAll(request.Groups, groupId => new DescribedGroup { GroupId = groupId, ErrorCode = absence.Error }),
        });

    /// <summary>
    /// DeleteGroups: 0–2. No deviations.
    /// </summary>
    private static readonly CoordinatorApi DeleteGroups = new CoordinatorApi<DeleteGroupsRequest, DeleteGroupsResponse>(
        static (coordinator, request, call) => coordinator.Administration.DeleteAsync(request, call.Cancellation),
        static (request, absence) => new DeleteGroupsResponse
        {
            Results = Array.ConvertAll(
                request.GroupsNames, groupId => new DeletedGroup { GroupId = groupId, ErrorCode = absence.Error }),
        });

    public static IReadOnlyList<CoordinatorApi> All { get; } =
    [
        JoinGroup, SyncGroup, Heartbeat, LeaveGroup, OffsetCommit, OffsetFetch, OffsetDelete, ListGroups, DescribeGroups, DeleteGroups,
    ];

    private static readonly FrozenDictionary<ApiKey, CoordinatorApi> ByKey = All.ToFrozenDictionary(static api => api.Key);

    public static CoordinatorApi Get(ApiKey key) => ByKey.TryGetValue(key, out var api)
        ? api
        : throw new ArgumentOutOfRangeException(nameof(key), key, "Not a request of the coordinator.");
}
