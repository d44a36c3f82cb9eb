using Garam.Controller.Leadership;
using Garam.Journal.Gateway;
using Garam.Metadata.Groups;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Storage.Errors;
using Garam.Waiting;
using PartitionAnswer = Garam.Protocol.Messages.OffsetCommit.OffsetCommitResponse.OffsetCommitResponsePartition;
using RequestedTopic = Garam.Protocol.Messages.OffsetCommit.OffsetCommitRequest.OffsetCommitRequestTopic;
using TopicAnswer = Garam.Protocol.Messages.OffsetCommit.OffsetCommitResponse.OffsetCommitResponseTopic;

namespace Garam.Controller.Groups;

/// <summary>OffsetCommit: partitions that exist are committed together in one command, the others get their own error.</summary>
internal sealed class OffsetCommits(GroupCoordinator coordinator, ILeader leader, IGroupStateReader state)
{
    private readonly CommitsInFlight _inFlight = new(leader);

    public async ValueTask<OffsetCommitResponse> CommitAsync(OffsetCommitRequest request, short version, CancellationToken cancellation)
    {
        var commits = new List<Commit>();
        var answer = Resolve(request, version, commits);
        if (commits.Count == 0)
        {
            return answer;
        }

        var error = await coordinator.RunAsync(new CommitStep(request, version), cancellation);
        if (error == ErrorCode.None)
        {
            RefuseLongMetadata(commits);
            error = commits.Count == 0 ? ErrorCode.None : await SubmitAsync(request, commits, version, cancellation);
        }

        if (error != ErrorCode.None)
        {
            commits.ForEach(commit => commit.Answer.ErrorCode = error);
        }

        return answer;
    }

    /// <summary>
    /// Finds the topics and makes the answer. Fills <paramref name="commits"/> with the partitions that exist. Topics without partitions
    /// are not answered.
    /// </summary>
    private OffsetCommitResponse Resolve(OffsetCommitRequest request, short version, List<Commit> commits)
    {
        RequestedTopic[] requested = [.. request.Topics.Where(static topic => topic.Partitions.Length > 0)];
        TopicState?[] topics;
        if (version >= 10) // KIP-848: topics by id alone
        {
            var captured = state.CaptureTopics();
            topics = Array.ConvertAll(requested, topic => captured.GetValueOrDefault(topic.TopicId));
        }
        else
        {
            topics = state.FindTopics(Array.ConvertAll(requested, static topic => topic.Name));
        }

        return new OffsetCommitResponse
        {
            Topics = [.. requested.Select((topic, index) => Resolve(request, topic, topics[index], version, commits))],
        };
    }

    private static TopicAnswer Resolve(
        OffsetCommitRequest request, RequestedTopic requested, TopicState? topic, short version, List<Commit> commits)
    {
        var unknown = version >= 10 && topic is null ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;
        return new TopicAnswer
        {
            Name = requested.Name,
            TopicId = requested.TopicId,
            Partitions = Array.ConvertAll(requested.Partitions, partition =>
            {
                var answer = new PartitionAnswer { PartitionIndex = partition.PartitionIndex };
                if (topic is not null && topic.Has(partition.PartitionIndex))
                {
                    commits.Add(new Commit(topic.Name, ToCommit(request, partition, topic.Id), answer));
                }
                else
                {
                    answer.ErrorCode = unknown;
                }

                return answer;
            }),
        };
    }

    private static OffsetToCommit ToCommit(
        OffsetCommitRequest request, OffsetCommitRequest.OffsetCommitRequestPartition partition, Uuid topicId) => new()
        {
            TopicId = topicId,
            Partition = partition.PartitionIndex,
            Offset = partition.CommittedOffset,
            LeaderEpoch = partition.CommittedLeaderEpoch,
            Metadata = partition.CommittedMetadata ?? "",
            RetentionMs = request.RetentionTimeMs,
        };

    private void RefuseLongMetadata(List<Commit> commits)
    {
        var bytesMax = coordinator.Rules.Settings.OffsetMetadataBytesMax;
        commits.RemoveAll(commit =>
        {
            var tooLong = commit.Offset.Metadata.Length > bytesMax;
            commit.Answer.ErrorCode = tooLong ? ErrorCode.OffsetMetadataTooLarge : ErrorCode.None;
            return tooLong;
        });
    }

    private async ValueTask<ErrorCode> SubmitAsync(
        OffsetCommitRequest request, List<Commit> commits, short version, CancellationToken cancellation)
    {
        var bytes = OffsetsTopicRecords.Commit(request.GroupId, commits.Select(static commit => (commit.Topic, commit.Offset.Metadata)));
        var refusal = CheckRoom(request.GroupId, commits, bytes);
        if (refusal != ErrorCode.None)
        {
            return refusal;
        }

        var command = new CommitOffsets
        {
            GroupId = request.GroupId,
            Generation = request.GenerationIdOrMemberEpoch,
            MemberId = request.MemberId,
            Offsets = [.. commits.Select(static commit => commit.Offset)],
        };
        try
        {
            var reply = await _inFlight.SubmitAsync(command, bytes, cancellation);
            Answer(commits, reply.Result as CommitOffsetsResult, version);
            return reply.Result.Error;
        }
        catch (GaramException tooLarge) when (tooLarge.Kind == ErrorKind.Invalid)
        {
            return ErrorCode.UnknownServerError;
        }
    }

    /// <summary>Checks Kafka's limit on one request's commits, the memory of all groups, and the commits on their way.</summary>
    private ErrorCode CheckRoom(string groupId, List<Commit> commits, long bytes)
    {
        var bytesMax = coordinator.Rules.Settings.RecordBytesMax;
        if (bytes > bytesMax)
        {
            coordinator.TellTooLarge(groupId, bytes, bytesMax);
            return ErrorCode.UnknownServerError;
        }

        var group = state.Read(cluster => cluster.Groups.TryGet(groupId, out var found) ? found : null);
        var replaced = commits.Sum(commit => GroupSizes.OfOffset(group?.Offsets.GetValueOrDefault(commit.Offset.TopicPartition)));
        var added = commits.Sum(static commit => GroupSizes.OfOffset(commit.Offset.Metadata)) - replaced;
        var refusal = coordinator.CheckRoom(groupId, group, added);
        return refusal != ErrorCode.None ? refusal
            : _inFlight.TryBegin(bytes) ? ErrorCode.None
            : ErrorCode.CoordinatorLoadInProgress;
    }

    /// <summary>A topic may have been deleted while the command was on its way.</summary>
    private static void Answer(List<Commit> commits, CommitOffsetsResult? committed, short version)
    {
        for (var i = 0; committed is { Error: ErrorCode.None } && i < commits.Count; i++)
        {
            var isUnknown = committed.PartitionErrors[i] == ErrorCode.UnknownTopicOrPartition;
            commits[i].Answer.ErrorCode = isUnknown && version >= 10 ? ErrorCode.UnknownTopicId : committed.PartitionErrors[i];
        }
    }

    private sealed record Commit(string Topic, OffsetToCommit Offset, PartitionAnswer Answer);
}

/// <summary>
/// Decides whether a client may commit. The commit itself is no change of the group: many may be in flight, and the state machine has the
/// last word on each.
/// </summary>
internal sealed class CommitStep(OffsetCommitRequest request, short version) : GroupStep<ErrorCode>
{
    private readonly string _memberId = request.MemberId;
    private readonly string? _instanceId = request.GroupInstanceId;
    private readonly int _generation = request.GenerationIdOrMemberEpoch;

    public override string GroupId { get; } = request.GroupId;

    private bool IsFromMember => _generation >= 0 || _memberId.Length > 0 || _instanceId is not null;

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        var error = Check(group);
        if (error == ErrorCode.None && group.Roster.TryGet(_memberId, out var member))
        {
            group.ExtendSession(member, now);
        }

        Complete(error);
    }

    protected override ErrorCode Refusal(ErrorCode error) => error;

    private ErrorCode Check(ClassicGroup group)
    {
        if (group.Phase is GroupPhase.Dead or GroupPhase.Empty && _generation < 0)
        {
            return ErrorCode.None;
        }

        if (group.Phase == GroupPhase.Dead)
        {
            // KIP-848: GROUP_ID_NOT_FOUND. Older clients do not expect it here.
            return version >= 9 ? ErrorCode.GroupIdNotFound : ErrorCode.IllegalGeneration;
        }

        if (!IsFromMember)
        {
            return ErrorCode.UnknownMemberId;
        }

        var error = group.Roster.Check(_memberId, _instanceId);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (_generation != group.Generation)
        {
            return ErrorCode.IllegalGeneration;
        }

        // The member knows the generation and not yet its part in it: let it find out first.
        return group.Phase == GroupPhase.CompletingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }
}

/// <summary>
/// Counts commits on their way into the journal, which take memory until they are there, whether their clients still wait or not: while
/// appends stand still, clients give up, come back and send the same again. Any thread.
/// </summary>
internal sealed class CommitsInFlight(ILeader leader)
{
    /// <summary>Far more than the journal takes in a second, and little beside the other budgets of a process with 512 MiB.</summary>
    private const long BytesMax = 16 << 20;

    private long _bytes;

    /// <summary>Returns false when the client has to come again.</summary>
    public bool TryBegin(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= BytesMax)
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    /// <summary>The bytes count until the command is durable or known not to be. Cancelling ends the wait alone.</summary>
    public async Task<SubmitReply> SubmitAsync(CommitOffsets command, long bytes, CancellationToken cancellation)
    {
        var wait = new TaskCompletionSource<SubmitReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = RunAsync(command, bytes, wait);
        return await wait.OrCancelledAsync(cancellation);
    }

    /// <summary>Runs unawaited: its outcome, a fault too, goes to <paramref name="wait"/>.</summary>
    private async Task RunAsync(CommitOffsets command, long bytes, TaskCompletionSource<SubmitReply> wait)
    {
        try
        {
            wait.TrySetResult(await leader.SubmitAsync(command, CancellationToken.None));
        }
        catch (Exception fault)
        {
            wait.TrySetException(fault);
        }
        finally
        {
            Interlocked.Add(ref _bytes, -bytes);
        }
    }
}
