using Garam.Controller.Leadership;
using Garam.Metadata.Groups;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetDelete;
using Garam.Storage.Errors;
using PartitionAnswer = Garam.Protocol.Messages.OffsetDelete.OffsetDeleteResponse.OffsetDeleteResponsePartition;
using RequestedPartition = Garam.Protocol.Messages.OffsetDelete.OffsetDeleteRequest.OffsetDeleteRequestPartition;
using RequestedTopic = Garam.Protocol.Messages.OffsetDelete.OffsetDeleteRequest.OffsetDeleteRequestTopic;
using TopicAnswer = Garam.Protocol.Messages.OffsetDelete.OffsetDeleteResponse.OffsetDeleteResponseTopic;

namespace Garam.Controller.Groups;

/// <summary>OffsetDelete: an admin tool deletes offsets that no client reads by.</summary>
internal sealed class OffsetDeletes(GroupCoordinator coordinator, ILeader leader, IGroupStateReader state)
{
    public async ValueTask<OffsetDeleteResponse> DeleteAsync(OffsetDeleteRequest request, CancellationToken cancellation)
    {
        if (request.GroupId.Length == 0)
        {
            return new OffsetDeleteResponse { ErrorCode = ErrorCode.InvalidGroupId };
        }

        var known = new List<(string Topic, OffsetToDelete Partition, PartitionAnswer Answer)>();
        var answer = Resolve(request, known);
        var verdict = await coordinator.RunAsync(new OffsetDeleteStep(request.GroupId), cancellation);
        if (verdict.Error != ErrorCode.None)
        {
            return new OffsetDeleteResponse { ErrorCode = verdict.Error };
        }

        foreach (var (topic, _, partition) in known)
        {
            partition.ErrorCode = verdict.Uses(topic) ? ErrorCode.GroupSubscribedToTopic : ErrorCode.None;
        }

        var free = known.Where(entry => entry.Answer.ErrorCode == ErrorCode.None)
            .Select(entry => entry.Partition)
            .DistinctBy(partition => partition.TopicPartition)
            .ToArray();
        return free.Length == 0 || await TryDeleteAsync(request.GroupId, free, cancellation)
            ? answer
            : new OffsetDeleteResponse { ErrorCode = ErrorCode.UnknownServerError };
    }

    /// <summary>Returns false when there are more than one journal entry holds.</summary>
    private async ValueTask<bool> TryDeleteAsync(string groupId, OffsetToDelete[] partitions, CancellationToken cancellation)
    {
        try
        {
            await leader.SubmitAsync(new DeleteOffsets { GroupId = groupId, Partitions = partitions }, cancellation);
            return true;
        }
        catch (GaramException tooLarge) when (tooLarge.Kind == ErrorKind.Invalid)
        {
            return false;
        }
    }

    /// <summary>Topics without partitions are not answered.</summary>
    private OffsetDeleteResponse Resolve(
        OffsetDeleteRequest request, List<(string Topic, OffsetToDelete Partition, PartitionAnswer Answer)> known)
    {
        RequestedTopic[] requested = [.. request.Topics.Where(static topic => topic.Partitions.Length > 0)];
        var topics = state.FindTopics(Array.ConvertAll(requested, static topic => topic.Name));
        return new OffsetDeleteResponse
        {
            Topics =
            [
                .. requested.Select((topic, index) => new TopicAnswer
                {
                    Name = topic.Name,
                    Partitions = Array.ConvertAll(topic.Partitions, partition => Resolve(partition, topics[index], known)),
                }),
            ],
        };
    }

    private static PartitionAnswer Resolve(
        RequestedPartition partition, TopicState? topic, List<(string Topic, OffsetToDelete Partition, PartitionAnswer Answer)> known)
    {
        var answer = new PartitionAnswer { PartitionIndex = partition.PartitionIndex };
        if (topic is not null && topic.Has(partition.PartitionIndex))
        {
            known.Add((topic.Name, new OffsetToDelete { TopicId = topic.Id, Partition = partition.PartitionIndex }, answer));
        }
        else
        {
            answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
        }

        return answer;
    }
}

/// <summary>Finds the topics whose offsets may be deleted: a group in use gives up only topics that none of its members reads.</summary>
internal sealed class OffsetDeleteStep(string groupId) : GroupStep<OffsetDeleteStep.Verdict>
{
    public override string GroupId { get; } = groupId;

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        if (group.Phase == GroupPhase.Dead)
        {
            Refuse(ErrorCode.GroupIdNotFound);
        }
        else if (group.Phase != GroupPhase.Empty && !Subscriptions.IsConsumerGroup(group))
        {
            Refuse(ErrorCode.NonEmptyGroup);
        }
        else
        {
            Complete(new Verdict(ErrorCode.None, Subscriptions.Of(group)));
        }
    }

    protected override Verdict Refusal(ErrorCode error) => new(error, null);

    /// <param name="Error">Refuses the whole request.</param>
    /// <param name="Subscribed">The topics that are in use; null for all.</param>
    internal sealed record Verdict(ErrorCode Error, IReadOnlySet<string>? Subscribed)
    {
        public bool Uses(string topic) => Subscribed?.Contains(topic) ?? true;
    }
}
