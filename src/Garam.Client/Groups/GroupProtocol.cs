using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.LeaveGroup;
using Garam.Protocol.Messages.SyncGroup;
using Garam.Protocol.Wire;

namespace Garam.Client.Groups;

/// <summary>The calls of the classic group protocol for one member. Remembers the coordinator. One caller at a time.</summary>
internal sealed class GroupProtocol(ClusterClient client, GroupOptions options)
{
    private const string ProtocolType = "consumer";

    private BrokerAddress? _coordinator;

    /// <summary>Asks again who coordinates at the next call.</summary>
    public void ForgetCoordinator() => _coordinator = null;

    public ValueTask<JoinGroupResponse> JoinAsync(string memberId, CancellationToken cancellation) =>
        CallAsync<JoinGroupRequest, JoinGroupResponse>(
            new JoinGroupRequest
            {
                GroupId = options.GroupId,
                GroupInstanceId = options.InstanceId,
                MemberId = memberId,
                SessionTimeoutMs = (int)options.SessionTimeout.TotalMilliseconds,
                RebalanceTimeoutMs = (int)options.RebalanceTimeout.TotalMilliseconds,
                ProtocolType = ProtocolType,
                Protocols =
                [
                    new JoinGroupRequest.JoinGroupRequestProtocol
                    {
                        Name = RangeAssignor.Name,
                        Metadata = ConsumerProtocolCodec.EncodeSubscription(options.Topics),
                    },
                ],
            },
            cancellation);

    public ValueTask<SyncGroupResponse> SyncAsync(
        GroupMembership membership, IReadOnlyDictionary<string, List<TopicPartition>> assignment, CancellationToken cancellation) =>
        CallAsync<SyncGroupRequest, SyncGroupResponse>(
            new SyncGroupRequest
            {
                GroupId = options.GroupId,
                GroupInstanceId = options.InstanceId,
                MemberId = membership.MemberId,
                GenerationId = membership.Generation,
                ProtocolType = ProtocolType,
                ProtocolName = RangeAssignor.Name,
                Assignments = [.. assignment.Select(static member => new SyncGroupRequest.SyncGroupRequestAssignment
                {
                    MemberId = member.Key,
                    Assignment = ConsumerProtocolCodec.EncodeAssignment(member.Value),
                })],
            },
            cancellation);

    public async ValueTask<ErrorCode> HeartbeatAsync(GroupMembership membership, CancellationToken cancellation)
    {
        var request = new HeartbeatRequest
        {
            GroupId = options.GroupId,
            GroupInstanceId = options.InstanceId,
            MemberId = membership.MemberId,
            GenerationId = membership.Generation,
        };
        return (await CallAsync<HeartbeatRequest, HeartbeatResponse>(request, cancellation)).ErrorCode;
    }

    public async ValueTask<ErrorCode> LeaveAsync(GroupMembership membership, CancellationToken cancellation)
    {
        var request = new LeaveGroupRequest
        {
            GroupId = options.GroupId,
            MemberId = membership.MemberId,
            Members = [new LeaveGroupRequest.MemberIdentity { MemberId = membership.MemberId, GroupInstanceId = options.InstanceId }],
        };
        return (await CallAsync<LeaveGroupRequest, LeaveGroupResponse>(request, cancellation)).ErrorCode;
    }

    /// <exception cref="IOException">The coordinator cannot be reached; it is looked for again at the next call.</exception>
    public async ValueTask<TResponse> CallAsync<TRequest, TResponse>(TRequest request, CancellationToken cancellation, short versionMax = short.MaxValue)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new()
    {
        try
        {
            _coordinator ??= await CoordinatorLookup.FindAsync(client, options.GroupId, cancellation);
            return await client.CallAsync<TRequest, TResponse>(_coordinator.Value, ConnectionPurpose.Group, request, cancellation, versionMax);
        }
        catch (IOException)
        {
            _coordinator = null;
            throw;
        }
    }
}
