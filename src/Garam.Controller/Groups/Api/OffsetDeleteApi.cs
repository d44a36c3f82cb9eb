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

namespace Garam.Controller.Groups.Api;

/// <summary>OffsetDelete: an admin tool takes offsets away that nobody reads by.</summary>
internal sealed class OffsetDeleteApi(GroupCoordinator coordinator, ILeader leader, IGroupStateReader state)
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

        OffsetToDelete[] free = [.. known.Where(entry => entry.Answer.ErrorCode == ErrorCode.None).Select(entry => entry.Partition).DistinctBy(partition => partition.TopicPartition)];
        return free.Length == 0 || await TryDeleteAsync(request.GroupId, free, cancellation) ? answer : new OffsetDeleteResponse { ErrorCode = ErrorCode.UnknownServerError };
    }

    /// <summary>False where there are more than one journal entry takes.</summary>
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
    private OffsetDeleteResponse Resolve(OffsetDeleteRequest request, List<(string Topic, OffsetToDelete Partition, PartitionAnswer Answer)> known)
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
