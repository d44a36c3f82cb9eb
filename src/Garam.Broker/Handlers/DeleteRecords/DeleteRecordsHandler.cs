using Garam.Broker.Leader;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata.Logs;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteRecords;
using DeleteRecordsCommand = Garam.Metadata.Logs.DeleteRecords;

namespace Garam.Broker.Handlers.DeleteRecords;

/// <summary>
/// DeleteRecords: 0–2. All partitions of a request are one command. A topic that is only compacted is refused with POLICY_VIOLATION.
/// Deviations:
/// - The leader of the cluster deletes the records, so NOT_LEADER_OR_FOLLOWER means that no leader can be reached.
/// - A time-out under one second counts as one second.
/// </summary>
public sealed class DeleteRecordsHandler(LeaderCommands leader, Replica replica)
    : RequestHandler<DeleteRecordsRequest, DeleteRecordsResponse>
{
    private const int TimeoutMsMin = 1_000;

    protected override async ValueTask<DeleteRecordsResponse> HandleAsync(
        RequestContext context, DeleteRecordsRequest request, CancellationToken cancellation)
    {
        var response = Draft(request);
        var topics = replica.Read(request, static (state, wanted) => Array.ConvertAll(wanted.Topics, topic => Find(state, topic.Name)));
        var targets = new List<DeleteRecordsResponse.DeleteRecordsPartitionResult>();
        var command = new DeleteRecordsCommand { Partitions = [.. Collect(request, topics, response, targets)] };
        if (targets.Count > 0)
        {
            await DeleteAsync(command, targets, TimeSpan.FromMilliseconds(Math.Max(request.TimeoutMs, TimeoutMsMin)), cancellation);
        }

        return response;
    }

    private async ValueTask DeleteAsync(
        DeleteRecordsCommand command,
        List<DeleteRecordsResponse.DeleteRecordsPartitionResult> targets,
        TimeSpan timeout,
        CancellationToken cancellation)
    {
        var result = await leader.SubmitAsync(command, timeout, cancellation);
        for (var i = 0; i < targets.Count; i++)
        {
            (targets[i].ErrorCode, targets[i].LowWatermark) = result is DeleteRecordsResult done
                ? (done.Partitions[i].Error, done.Partitions[i].LogStartOffset)
                : (result.Error == ErrorCode.NotController ? ErrorCode.NotLeaderOrFollower : result.Error, -1);
        }
    }

    private static (TopicState? State, bool IsOnlyCompacted) Find(ClusterState state, string name)
    {
        if (!state.Topics.TryGet(name, out var topic))
        {
            return default;
        }

        var settings = state.Configs.SettingsOf(name);
        return (topic, settings.IsCompacted && !settings.IsDeleted);
    }

    private static IEnumerable<PartitionOffset> Collect(
        DeleteRecordsRequest request,
        (TopicState? State, bool IsOnlyCompacted)[] topics,
        DeleteRecordsResponse response,
        List<DeleteRecordsResponse.DeleteRecordsPartitionResult> targets)
    {
        for (var i = 0; i < topics.Length; i++)
        {
            for (var j = 0; j < request.Topics[i].Partitions.Length; j++)
            {
                var answer = response.Topics[i].Partitions[j];
                if (topics[i].State is not { } topic || answer.PartitionIndex < 0 || answer.PartitionIndex >= topic.Partitions)
                {
                    answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
                    continue;
                }

                if (topics[i].IsOnlyCompacted)
                {
                    answer.ErrorCode = ErrorCode.PolicyViolation;
                    continue;
                }

                targets.Add(answer);
                yield return new PartitionOffset
                {
                    TopicId = topic.Id,
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
