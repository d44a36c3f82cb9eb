using Garam.Broker.Leader;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata.Commands.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteRecords;
using Garam.Storage.Errors;
using DeleteRecordsCommand = Garam.Metadata.Commands.Topics.DeleteRecords;

namespace Garam.Broker.Handlers.DeleteRecords;

/// <summary>
/// DeleteRecords: 0–2. All partitions of a request are one command. Deviation: a cluster's leader does it, so NOT_LEADER_OR_FOLLOWER
/// means that none can be reached.
/// </summary>
public sealed class DeleteRecordsHandler(ILeaderGateway leader, Replica replica) : RequestHandler<DeleteRecordsRequest, DeleteRecordsResponse>
{
    protected override async ValueTask<DeleteRecordsResponse> HandleAsync(
        RequestContext context, DeleteRecordsRequest request, CancellationToken cancellation)
    {
        var response = Draft(request);
        var partitions = replica.Read(request, static (state, wanted) => Array.ConvertAll(wanted.Topics, topic =>
            state.Topics.TryGet(topic.Name, out var found) ? found.Id : Uuid.Zero));
        var targets = new List<DeleteRecordsResponse.DeleteRecordsPartitionResult>();
        var command = new DeleteRecordsCommand { Partitions = [.. Collect(request, partitions, response, targets)] };
        if (targets.Count > 0)
        {
            await DeleteAsync(command, targets, cancellation);
        }

        return response;
    }

    private async ValueTask DeleteAsync(
        DeleteRecordsCommand command, List<DeleteRecordsResponse.DeleteRecordsPartitionResult> targets, CancellationToken cancellation)
    {
        try
        {
            var reply = await leader.SubmitAsync(command, cancellation);
            var results = ((DeleteRecordsResult)reply.Result).Partitions;
            for (var i = 0; i < targets.Count; i++)
            {
                (targets[i].ErrorCode, targets[i].LowWatermark) = (results[i].Error, results[i].LogStartOffset);
            }

            await replica.WaitForAsync(reply.Sequence, cancellation);
        }
        catch (GaramException exception) when (exception.Kind is ErrorKind.Unavailable or ErrorKind.Throttled)
        {
            targets.ForEach(static target => target.ErrorCode = ErrorCode.NotLeaderOrFollower);
        }
    }

    private static IEnumerable<PartitionOffset> Collect(
        DeleteRecordsRequest request,
        Uuid[] topicIds,
        DeleteRecordsResponse response,
        List<DeleteRecordsResponse.DeleteRecordsPartitionResult> targets)
    {
        for (var i = 0; i < topicIds.Length; i++)
        {
            for (var j = 0; j < request.Topics[i].Partitions.Length; j++)
            {
                var answer = response.Topics[i].Partitions[j];
                if (topicIds[i].IsZero)
                {
                    answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
                    continue;
                }

                targets.Add(answer);
                yield return new PartitionOffset
                {
                    TopicId = topicIds[i],
                    Partition = request.Topics[i].Partitions[j].PartitionIndex,
                    Offset = request.Topics[i].Partitions[j].Offset,
                };
            }
        }
    }

    private static DeleteRecordsResponse Draft(DeleteRecordsRequest request) => new()
    {
        Topics = Array.ConvertAll(request.Topics, topic => new DeleteRecordsResponse.DeleteRecordsTopicResult
        {
            Name = topic.Name,
            Partitions = Array.ConvertAll(topic.Partitions, partition => new DeleteRecordsResponse.DeleteRecordsPartitionResult
            {
                PartitionIndex = partition.PartitionIndex,
                LowWatermark = -1,
            }),
        }),
    };
}
