using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Metadata.Groups;

/// <summary>
/// Applies the commands of groups. Each costs its own size times a logarithm, except <see cref="CompleteJoin"/>, which carries and replaces
/// all members of a group.
/// </summary>
internal sealed class GroupApplier(GroupStateTable groups, TopicTable topics)
{
    public StatusResult Apply(CompleteJoin command, in ApplyContext context)
    {
        var group = groups.TryGet(command.GroupId, out var found) ? found : new GroupState(command.GroupId);
        return command.Generation == group.Generation + 1
            ? Set(group.After(command, context.NowMs))
            : StatusResult.Refused(ErrorCode.IllegalGeneration);
    }

    public StatusResult Apply(AssignGroup command, in ApplyContext context)
    {
        var refusal = Check(command.GroupId, command.Generation, out var group);
        if (refusal is not null)
        {
            return refusal;
        }

        return group.Phase == GroupPhase.CompletingRebalance
            ? Set(group.After(command, context.NowMs))
            : StatusResult.Refused(ErrorCode.RebalanceInProgress);
    }

    public StatusResult Apply(RemoveMembers command, in ApplyContext context) =>
        Check(command.GroupId, command.Generation, out var group) ?? Set(group.After(command, context.NowMs));

    public StatusResult Apply(ReplaceStaticMember command, in ApplyContext context)
    {
        var refusal = Check(command.GroupId, command.Generation, out var group);
        if (refusal is not null)
        {
            return refusal;
        }

        return group.Members.ContainsKey(command.ReplacedMemberId)
            ? Set(group.After(command, context.NowMs))
            : StatusResult.Refused(ErrorCode.UnknownMemberId);
    }

    public StatusResult Apply(DeleteGroup command, in ApplyContext context)
    {
        if (!groups.TryGet(command.GroupId, out var group))
        {
            return StatusResult.Refused(ErrorCode.GroupIdNotFound);
        }

        return group.Phase == GroupPhase.Empty ? Remove(command.GroupId) : StatusResult.Refused(ErrorCode.NonEmptyGroup);
    }

    /// <summary>A commit without a generation creates the group if it does not exist: a simple consumer has only offsets.</summary>
    public CommitOffsetsResult Apply(CommitOffsets command, in ApplyContext context)
    {
        var isKnown = groups.TryGet(command.GroupId, out var group);
        var refusal = isKnown ? group!.CheckCommit(command.Generation, command.MemberId)
            : command.Generation < 0 ? ErrorCode.None
            : ErrorCode.GroupIdNotFound;
        if (refusal != ErrorCode.None)
        {
            return CommitOffsetsResult.Refused(refusal);
        }

        group ??= new GroupState(command.GroupId) { PhaseSinceMs = context.NowMs };
        var offsets = group.Offsets.ToBuilder();
        var errors = new ErrorCode[command.Offsets.Length];
        var bytes = 0L;
        for (var i = 0; i < errors.Length; i++)
        {
            var commit = command.Offsets[i];
            var exists = Exists(commit.TopicPartition);
            errors[i] = exists ? ErrorCode.None : ErrorCode.UnknownTopicOrPartition;
            if (exists)
            {
                bytes += GroupSizes.OfOffset(commit.Metadata) - GroupSizes.OfOffset(offsets.GetValueOrDefault(commit.TopicPartition));
                offsets[commit.TopicPartition] = commit.Committed(context.NowMs);
            }
        }

        if (errors.Contains(ErrorCode.None))
        {
            Set(group.WithOffsets(offsets.ToImmutable(), bytes));
        }

        return new CommitOffsetsResult { PartitionErrors = errors };
    }

    public StatusResult Apply(DeleteOffsets command, in ApplyContext context) => groups.TryGet(command.GroupId, out var group)
        ? Set(Without(group, command.Partitions.Select(partition => partition.TopicPartition)))
        : StatusResult.Refused(ErrorCode.GroupIdNotFound);

    public StatusResult Apply(ExpireOffsets command, in ApplyContext context)
    {
        if (!groups.TryGet(command.GroupId, out var group) || group.PhaseSinceMs != command.PhaseSinceMs)
        {
            return StatusResult.Done;
        }

        var rest = Without(group, command.Offsets
            .Where(expired => group.Offsets.GetValueOrDefault(expired.TopicPartition)?.CommitTimestampMs == expired.CommitTimestampMs)
            .Select(expired => expired.TopicPartition));
        return rest.Phase == GroupPhase.Empty && rest.Offsets.IsEmpty ? Remove(command.GroupId) : Set(rest);
    }

    private static GroupState Without(GroupState group, IEnumerable<TopicPartition> partitions)
    {
        var offsets = group.Offsets.ToBuilder();
        var bytes = 0L;
        foreach (var partition in partitions)
        {
            if (offsets.TryGetValue(partition, out var stored))
            {
                offsets.Remove(partition);
                bytes -= GroupSizes.OfOffset(stored);
            }
        }

        return group.WithOffsets(offsets.ToImmutable(), bytes);
    }

    private StatusResult? Check(string groupId, int generation, out GroupState group)
    {
        if (!groups.TryGet(groupId, out var found))
        {
            group = new GroupState(groupId);
            return StatusResult.Refused(ErrorCode.GroupIdNotFound);
        }

        group = found;
        return generation == group.Generation ? null : StatusResult.Refused(ErrorCode.IllegalGeneration);
    }

    private StatusResult Set(GroupState group)
    {
        groups.Set(group);
        return StatusResult.Done;
    }

    private StatusResult Remove(string groupId)
    {
        groups.Remove(groupId);
        return StatusResult.Done;
    }

    private bool Exists(TopicPartition partition) =>
        topics.TryGet(partition.TopicId, out var topic) && partition.Partition >= 0 && partition.Partition < topic.Partitions;
}
