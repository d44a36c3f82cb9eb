using Garam.Client.Errors;
using Garam.Client.Fetching;
using Garam.Client.Retries;
using Garam.Protocol;
using Garam.Protocol.Messages.JoinGroup;

namespace Garam.Client.Groups;

/// <summary>
/// A member of a consumer group: it reads the partitions that the group gives it, from the group's committed offsets on. One caller at
/// a time; only the heartbeats run beside it, while it has a generation. Borrows a client that it does not share. The owner calls
/// <see cref="LeaveAsync"/>, or <see cref="DisposeAsync"/> to vanish without a word as a killed process does.
/// </summary>
public sealed class GroupConsumer : IAsyncDisposable
{
    private readonly ClusterClient _client;
    private readonly GroupOptions _options;
    private readonly GroupProtocol _protocol;
    private readonly GroupOffsets _offsets;
    private readonly PartitionConsumer _consumer;
    private GroupMembership _membership = GroupMembership.None;
    private IReadOnlyDictionary<string, int>? _dividedPartitions;
    private HeartbeatLoop? _heartbeats;

    public GroupConsumer(ClusterClient client, ConsumerOptions consumerOptions, GroupOptions options)
    {
        (_client, _options) = (client, options);
        _protocol = new GroupProtocol(client, options);
        _offsets = new GroupOffsets(_protocol, options);
        _consumer = new PartitionConsumer(client, consumerOptions);
    }

    /// <summary>Empty while the group rebalances.</summary>
    public IReadOnlyCollection<TopicPartition> Assignment => _consumer.Assignment;

    /// <summary>-1 outside of a generation.</summary>
    public int Generation => _membership.Generation;

    /// <summary>True when the next poll joins the group anew: the moment to commit what was processed.</summary>
    public bool MustRejoin => _heartbeats is null || _heartbeats.Outcome != ErrorCode.None;

    /// <summary>The next offset of an assigned partition, if it is known yet.</summary>
    public long? PositionOf(TopicPartition partition) => _consumer.PositionOf(partition);

    /// <summary>Joins the group if need be, then reads.</summary>
    public async ValueTask<IReadOnlyList<FetchedPartition>> PollAsync(CancellationToken cancellation)
    {
        await LookForNewPartitionsAsync();
        if (MustRejoin)
        {
            await StopHeartbeatsAsync();
            while (!await _client.Retries.RunAsync(JoinAsync, cancellation))
            {
            }
        }

        return await _consumer.PollAsync(cancellation);
    }

    /// <summary>Commits where this member is going to read next. False when the group has moved on without it.</summary>
    public async ValueTask<bool> CommitAsync(IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellation)
    {
        var membership = _membership;
        var code = await _client.Retries.RunAsync(
            async cancellation =>
            {
                var code = await _offsets.CommitAsync(membership, offsets.ToDictionary(static offset => offset.Key, static offset => new CommittedOffset(offset.Value)), cancellation);
                ThrowIfRetriable(code, "Committing offsets");
                return code;
            },
            cancellation);
        switch (code)
        {
            case ErrorCode.None:
                return true;
            case ErrorCode.RebalanceInProgress or ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.FencedInstanceId:
                _heartbeats?.End(code);
                return false;
            default:
                throw new KafkaException(code, $"Committing offsets of group '{_options.GroupId}'");
        }
    }

    public async ValueTask LeaveAsync(CancellationToken cancellation)
    {
        await StopHeartbeatsAsync();
        if (_membership.MemberId.Length > 0)
        {
            _ = await _client.Retries.RunAsync(LeaveGroupAsync, cancellation);
            _membership = GroupMembership.None;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopHeartbeatsAsync();
        _consumer.Dispose();
    }

    /// <summary>False: the group moved on meanwhile, begin again at once.</summary>
    private async ValueTask<bool> JoinAsync(CancellationToken cancellation)
    {
        foreach (var partition in _consumer.Assignment.ToList())
        {
            _consumer.Unassign(partition);
        }

        if (await JoinGenerationAsync(cancellation) is not { } joined)
        {
            return false;
        }

        _dividedPartitions = null;
        var assignment = joined.Leader == joined.MemberId ? await AssignAsync(joined) : new Dictionary<string, List<TopicPartition>>();
        var synced = await _protocol.SyncAsync(_membership, assignment, cancellation);
        if (!IsMember(synced.ErrorCode, "SyncGroup"))
        {
            return false;
        }

        var partitions = ConsumerProtocolCodec.DecodeAssignment(synced.Assignment);
        var committed = partitions.Count == 0 ? new Dictionary<TopicPartition, CommittedOffset>() : await _offsets.FetchAsync(partitions, cancellation);
        foreach (var partition in partitions)
        {
            _consumer.Assign(partition, committed.TryGetValue(partition, out var offset) ? offset.Offset : null);
        }

        _heartbeats = new HeartbeatLoop(_protocol, _membership, _options.HeartbeatInterval, _client.Time);
        return true;
    }

    private async ValueTask<bool> LeaveGroupAsync(CancellationToken cancellation)
    {
        var code = await _protocol.LeaveAsync(_membership, cancellation);
        if (code != ErrorCode.UnknownMemberId)
        {
            ThrowIfRetriable(code, "LeaveGroup");
            KafkaException.ThrowIfRefused(code, $"Leaving group '{_options.GroupId}'");
        }

        return true;
    }

    private async ValueTask<JoinGroupResponse?> JoinGenerationAsync(CancellationToken cancellation)
    {
        var response = await _protocol.JoinAsync(_membership.MemberId, cancellation);
        if (response.ErrorCode == ErrorCode.MemberIdRequired)
        {
            _membership = new GroupMembership(response.MemberId, -1);
            response = await _protocol.JoinAsync(response.MemberId, cancellation);
        }

        if (!IsMember(response.ErrorCode, "JoinGroup"))
        {
            return null;
        }

        _membership = new GroupMembership(response.MemberId, response.GenerationId);
        return response;
    }

    private async ValueTask<IReadOnlyDictionary<string, List<TopicPartition>>> AssignAsync(JoinGroupResponse joined)
    {
        var members = joined.Members
            .Select(static member => new SubscribedMember(member.MemberId, member.GroupInstanceId, ConsumerProtocolCodec.DecodeSubscription(member.Metadata)))
            .ToList();
        _client.InvalidateMetadata();
        var counts = await CountPartitionsAsync(members.SelectMany(static member => member.Topics).Distinct());
        _dividedPartitions = counts;
        return RangeAssignor.Assign(members, topic => counts[topic]);
    }

    /// <summary>Who divided the partitions sees to it that they are divided anew when there are more or fewer of them.</summary>
    private async ValueTask LookForNewPartitionsAsync()
    {
        if (_dividedPartitions is not { } divided)
        {
            return;
        }

        try
        {
            var counts = await CountPartitionsAsync(divided.Keys);
            if (divided.Any(topic => counts[topic.Key] != topic.Value))
            {
                _heartbeats?.End(ErrorCode.RebalanceInProgress);
            }
        }
        catch (Exception fault) when (RetryLoop.IsWorthAnother(fault))
        {
            // The next poll looks again; this one may still get records from brokers that it knows.
        }
    }

    private async ValueTask<IReadOnlyDictionary<string, int>> CountPartitionsAsync(IEnumerable<string> topics)
    {
        var names = topics.ToList();
        var metadata = await _client.GetMetadataAsync(names);
        return names.ToDictionary(static name => name, name => metadata.Topics.TryGetValue(name, out var topic) ? topic.PartitionCount : 0);
    }

    /// <summary>What the group says to a member that is late or unknown is an invitation to join again.</summary>
    private bool IsMember(ErrorCode code, string what)
    {
        switch (code)
        {
            case ErrorCode.UnknownMemberId:
                _membership = GroupMembership.None;
                return false;
            case ErrorCode.IllegalGeneration or ErrorCode.RebalanceInProgress:
                return false;
            default:
                ThrowIfRetriable(code, what);
                KafkaException.ThrowIfRefused(code, $"{what} of group '{_options.GroupId}'");
                return true;
        }
    }

    private void ThrowIfRetriable(ErrorCode code, string what)
    {
        if (code is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable)
        {
            _protocol.ForgetCoordinator();
        }

        if (code.IsRetriable)
        {
            throw new KafkaException(code, $"{what} of group '{_options.GroupId}'");
        }
    }

    private async ValueTask StopHeartbeatsAsync()
    {
        if (_heartbeats is { } heartbeats)
        {
            _heartbeats = null;
            await heartbeats.DisposeAsync();
            if (heartbeats.Outcome is ErrorCode.UnknownMemberId)
            {
                _membership = GroupMembership.None;
            }
        }
    }
}
