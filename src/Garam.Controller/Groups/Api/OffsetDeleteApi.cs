using Garam.Controller.Leadership;
using Garam.Metadata;
using Garam.Metadata.Commands.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetDelete;
using PartitionAnswer = Garam.Protocol.Messages.OffsetDelete.OffsetDeleteResponse.OffsetDeleteResponsePartition;
using RequestedPartition = Garam.Protocol.Messages.OffsetDelete.OffsetDeleteRequest.OffsetDeleteRequestPartition;
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

        OffsetToDelete[] free = [.. known.Where(entry => entry.Answer.ErrorCode == ErrorCode.None).Select(entry => entry.Partition)];
        if (free.Length > 0)
        {
            await leader.SubmitAsync(new DeleteOffsets { GroupId = request.GroupId, Partitions = free }, cancellation);
        }

        return answer;
    }

    private OffsetDeleteResponse Resolve(OffsetDeleteRequest request, List<(string Topic, OffsetToDelete Partition, PartitionAnswer Answer)> known) =>
        state.Read(cluster => new OffsetDeleteResponse
        {
            Topics = Array.ConvertAll(request.Topics, topic => new TopicAnswer
            {
                Name = topic.Name,
                Partitions = Array.ConvertAll(topic.Partitions, partition => Resolve(topic.Name, partition, cluster, known)),
            }),
        });

    private static PartitionAnswer Resolve(
        string topic, RequestedPartition partition, ClusterState cluster, List<(string Topic, OffsetToDelete Partition, PartitionAnswer Answer)> known)
    {
        var answer = new PartitionAnswer { PartitionIndex = partition.PartitionIndex };
        if (cluster.FindId(topic) is { } topicId && cluster.Exists(new TopicPartition(topicId, partition.PartitionIndex)))
        {
            known.Add((topic, new OffsetToDelete { TopicId = topicId, Partition = partition.PartitionIndex }, answer));
        }
        else
        {
            answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
        }

        return answer;
    }
}
