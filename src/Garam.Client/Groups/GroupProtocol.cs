using System.Runtime.CompilerServices;
using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.LeaveGroup;
using Garam.Protocol.Messages.SyncGroup;
using Garam.Protocol.Wire;

namespace Garam.Client.Groups;

/// <summary>
/// The calls of the classic group protocol for one member. Remembers the coordinator. Heartbeats, a join and commits may be in flight
/// together. Joins have a connection of their own, because the coordinator answers them late and everything after them later still.
/// </summary>
internal sealed class GroupProtocol(ClusterClient client, GroupOptions options)
{
    private const string ProtocolType = "consumer";

    /// <summary>Kafka's own consumer waits this much longer than a rebalance may take.</summary>
    private static readonly TimeSpan JoinSlack = TimeSpan.FromSeconds(5);

    private StrongBox<HostPort>? _coordinator;

    /// <summary>Makes the next call look for the coordinator again.</summary>
    public void ForgetCoordinator() => Volatile.Write(ref _coordinator, null);

    public ValueTask<JoinGroupResponse> JoinAsync(
        string memberId, JoinGroupRequest.JoinGroupRequestProtocol[] protocols, CancellationToken cancellation) =>
        CallRebalanceAsync<JoinGroupRequest, JoinGroupResponse>(
            new JoinGroupRequest
            {
                GroupId = options.GroupId,
                GroupInstanceId = options.InstanceId,
                MemberId = memberId,
                SessionTimeoutMs = (int)options.SessionTimeout.TotalMilliseconds,
                RebalanceTimeoutMs = (int)options.RebalanceTimeout.TotalMilliseconds,
                ProtocolType = ProtocolType,
                Protocols = protocols,
            },
            cancellation);

    public ValueTask<SyncGroupResponse> SyncAsync(
        GroupMembership membership, string protocol, IReadOnlyDictionary<string, List<TopicPartition>> assignment,
        CancellationToken cancellation) =>
        CallRebalanceAsync<SyncGroupRequest, SyncGroupResponse>(
            new SyncGroupRequest
            {
                GroupId = options.GroupId,
                GroupInstanceId = options.InstanceId,
                MemberId = membership.MemberId,
                GenerationId = membership.Generation,
                ProtocolType = ProtocolType,
                ProtocolName = protocol,
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
        var response = await CallAsync<LeaveGroupRequest, LeaveGroupResponse>(request, cancellation);
        return response.ErrorCode == ErrorCode.None && response.Members is [var member] ? member.ErrorCode : response.ErrorCode;
    }

    /// <exception cref="KafkaException">The coordinator cannot be reached; the next call looks for it again.</exception>
    public async ValueTask<TResponse> CallAsync<TRequest, TResponse>(
        TRequest request, CancellationToken cancellation, short versionMax = short.MaxValue)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new()
    {
        try
        {
            return await client.CallAsync<TRequest, TResponse>(
                await FindAsync(cancellation), ConnectionPurpose.Group, request, cancellation, versionMax);
        }
        catch (KafkaException fault) when (fault.IsUnanswered)
        {
            ForgetCoordinator();
            throw;
        }
    }

    /// <summary>Throws a code that may pass, and forgets a coordinator that says it is none.</summary>
    /// <exception cref="KafkaException">The code is retriable.</exception>
    public void ThrowIfRetriable(ErrorCode code, string what)
    {
        if (code is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable)
        {
            ForgetCoordinator();
        }

        KafkaException.ThrowIfRetriable(code, $"{what} of group '{options.GroupId}'");
    }

    private async ValueTask<TResponse> CallRebalanceAsync<TRequest, TResponse>(TRequest request, CancellationToken cancellation)
        where TRequest : class, IRequest
        where TResponse : class, IResponse, new()
    {
        try
        {
            return await client.CallPatientlyAsync<TRequest, TResponse>(
                await FindAsync(cancellation), ConnectionPurpose.Rebalance, request, options.RebalanceTimeout + JoinSlack, cancellation);
        }
        catch (KafkaException fault) when (fault.IsUnanswered)
        {
            ForgetCoordinator();
            throw;
        }
    }

    private async ValueTask<HostPort> FindAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _coordinator) is { } known)
        {
            return known.Value;
        }

        var found = await CoordinatorLookup.FindAsync(client, options.GroupId, cancellation);
        Volatile.Write(ref _coordinator, new StrongBox<HostPort>(found));
        return found;
    }
}
