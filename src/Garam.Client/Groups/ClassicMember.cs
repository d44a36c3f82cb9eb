using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.JoinGroup;

namespace Garam.Client.Groups;

/// <summary>
/// A member of a group in the classic protocol: it joins, sends heartbeats and leaves. Owns the heartbeats. A join may run beside the
/// caller, which then reads the membership and changes nothing.
/// </summary>
internal sealed class ClassicMember(ClusterClient client, GroupOptions options, GroupProtocol protocol) : IAsyncDisposable
{
    private readonly GroupLeader _leader = new(client, options);
    private HeartbeatLoop? _heartbeats;
    private GroupMembership _membership = GroupMembership.None;
    private IReadOnlyList<TopicPartition> _lastAssignment = [];
    private int _lastGeneration = -1;

    public GroupMembership Membership => _membership;

    /// <summary>True if the next poll joins again.</summary>
    public bool MustRejoin => _heartbeats is not { Outcome: ErrorCode.None };

    /// <summary>True if the group went on without this member, so others may already own its partitions.</summary>
    public bool IsLost =>
        _heartbeats is { Outcome: ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration or ErrorCode.FencedInstanceId };

    public void Polled() => _heartbeats?.Polled();

    /// <summary>Ends the generation, for this reason.</summary>
    public void End(ErrorCode code) => _heartbeats?.End(code);

    public async ValueTask LookForNewPartitionsAsync(CancellationToken cancellation)
    {
        if (!MustRejoin && await _leader.HasChangedAsync(cancellation))
        {
            End(ErrorCode.RebalanceInProgress);
        }
    }

    /// <summary>Joins until it has a generation, has lost its partitions, or cannot join. Never throws.</summary>
    public async Task<JoinOutcome> JoinAsync(
        IReadOnlyList<string> topics, IReadOnlyCollection<TopicPartition> owned, CancellationToken closed)
    {
        try
        {
            await StopHeartbeatsAsync();
            JoinOutcome? outcome = null;
            while (outcome is null)
            {
                outcome = await client.Retries.RunAsync(cancellation => TryJoinAsync(topics, owned, cancellation), closed);
            }

            return outcome;
        }
        catch (Exception fault)
        {
            return new JoinOutcome(null, _membership, fault);
        }
    }

    public async ValueTask LeaveAsync(CancellationToken cancellation)
    {
        await StopHeartbeatsAsync();
        if (_membership.MemberId.Length > 0)
        {
            _ = await client.Retries.RunAsync(LeaveGroupAsync, cancellation);
            _membership = GroupMembership.None;
        }
    }

    public ValueTask DisposeAsync() => StopHeartbeatsAsync();

    /// <summary>Tries once. Returns null if the group moved on meanwhile and the caller should begin again at once.</summary>
    private async ValueTask<JoinOutcome?> TryJoinAsync(
        IReadOnlyList<string> topics, IReadOnlyCollection<TopicPartition> owned, CancellationToken cancellation)
    {
        var protocols = options.Assignors.Select(assignor => Describe(assignor, topics, owned)).ToArray();
        var joined = await protocol.JoinAsync(_membership.MemberId, protocols, cancellation);
        if (joined.ErrorCode == ErrorCode.MemberIdRequired)
        {
            _membership = new GroupMembership(joined.MemberId, -1);
            joined = await protocol.JoinAsync(joined.MemberId, protocols, cancellation);
        }

        if (joined.ErrorCode != ErrorCode.None)
        {
            return Judge(joined.ErrorCode, "JoinGroup", owned);
        }

        _membership = new GroupMembership(joined.MemberId, joined.GenerationId);
        _leader.Resign();
        var assignment = joined.Leader == joined.MemberId
            ? await _leader.AssignAsync(joined, cancellation)
            : new Dictionary<string, List<TopicPartition>>();
        var synced = await protocol.SyncAsync(_membership, joined.ProtocolName ?? "", assignment, cancellation);
        if (synced.ErrorCode != ErrorCode.None)
        {
            return Judge(synced.ErrorCode, "SyncGroup", owned);
        }

        _heartbeats = new HeartbeatLoop(protocol, _membership, options, client.Time);
        _lastAssignment = ConsumerProtocolCodec.DecodeAssignment(synced.Assignment);
        _lastGeneration = _membership.Generation;
        return new JoinOutcome(_lastAssignment, _membership);
    }

    private JoinGroupRequest.JoinGroupRequestProtocol Describe(
        PartitionAssignor assignor, IReadOnlyList<string> topics, IReadOnlyCollection<TopicPartition> owned) => new()
        {
            Name = assignor.Name,
            Metadata = ConsumerProtocolCodec.EncodeSubscription(new MemberSubscription(topics)
            {
                Owned = owned,
                Generation = _lastGeneration,
                RackId = options.RackId,
                UserData = assignor.UserData(_lastAssignment, _lastGeneration),
            }),
        };

    /// <summary>Decides what a refusal means. A late or unknown member joins again.</summary>
    private JoinOutcome? Judge(ErrorCode code, string what, IReadOnlyCollection<TopicPartition> owned)
    {
        switch (code)
        {
            case ErrorCode.RebalanceInProgress:
                return null;
            case ErrorCode.UnknownMemberId:
                Forget();
                return owned.Count == 0 ? null : new JoinOutcome(null, _membership);
            case ErrorCode.IllegalGeneration:
                return owned.Count == 0 ? null : new JoinOutcome(null, _membership);
            default:
                protocol.ThrowIfRetriable(code, what);
                throw new KafkaException(code, $"{what} of group '{options.GroupId}'");
        }
    }

    private void Forget() => (_membership, _lastGeneration) = (GroupMembership.None, -1);

    private async ValueTask<bool> LeaveGroupAsync(CancellationToken cancellation)
    {
        var code = await protocol.LeaveAsync(_membership, cancellation);
        if (code is not (ErrorCode.UnknownMemberId or ErrorCode.FencedInstanceId))
        {
            protocol.ThrowIfRetriable(code, "LeaveGroup");
            KafkaException.ThrowIfRefused(code, $"Leaving group '{options.GroupId}'");
        }

        return true;
    }

    private async ValueTask StopHeartbeatsAsync()
    {
        if (_heartbeats is { } heartbeats)
        {
            await heartbeats.DisposeAsync();
            _heartbeats = null;
            if (heartbeats.Outcome is ErrorCode.UnknownMemberId)
            {
                Forget();
            }
        }
    }
}

/// <summary>A member's id and generation. The id is empty until the coordinator has given one.</summary>
internal readonly record struct GroupMembership(string MemberId, int Generation)
{
    public static readonly GroupMembership None = new("", -1);
}

/// <summary>The outcome of joining a group.</summary>
/// <param name="Assignment">The member's partitions in the new generation; null if it lost everything and must join anew, or
/// failed.</param>
/// <param name="Membership">The generation that gave the assignment.</param>
/// <param name="Fault">Reason why the group cannot be joined.</param>
internal sealed record JoinOutcome(IReadOnlyList<TopicPartition>? Assignment, GroupMembership Membership, Exception? Fault = null);
