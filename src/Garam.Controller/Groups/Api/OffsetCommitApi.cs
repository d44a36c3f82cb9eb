using Garam.Controller.Leadership;
using Garam.Metadata;
using Garam.Metadata.Commands.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetCommit;
using PartitionAnswer = Garam.Protocol.Messages.OffsetCommit.OffsetCommitResponse.OffsetCommitResponsePartition;
using RequestedTopic = Garam.Protocol.Messages.OffsetCommit.OffsetCommitRequest.OffsetCommitRequestTopic;
using TopicAnswer = Garam.Protocol.Messages.OffsetCommit.OffsetCommitResponse.OffsetCommitResponseTopic;

namespace Garam.Controller.Groups.Api;

/// <summary>OffsetCommit: partitions that exist are committed together in one command, the others get their own error.</summary>
internal sealed class OffsetCommitApi(GroupCoordinator coordinator, ILeader leader, IGroupStateReader state)
{
    /// <summary>From here on topics are named by their ids alone.</summary>
    private const short NamesTopicsById = 10;

    public async ValueTask<OffsetCommitResponse> CommitAsync(OffsetCommitRequest request, short version, CancellationToken cancellation)
    {
        var commits = new List<(OffsetToCommit Commit, PartitionAnswer Answer)>();
        var answer = Resolve(request, version, commits);
        if (commits.Count == 0)
        {
            return answer;
        }

        var error = await coordinator.RunAsync(new CommitStep(request, version), cancellation);
        if (error == ErrorCode.None)
        {
            RefuseLongMetadata(commits);
            error = await SubmitAsync(request, commits, version, cancellation);
        }

        if (error != ErrorCode.None)
        {
            commits.ForEach(commit => commit.Answer.ErrorCode = error);
        }

        return answer;
    }

    /// <summary>Finds the topics and makes the answer; fills <paramref name="commits"/> with the partitions that exist.</summary>
    private OffsetCommitResponse Resolve(OffsetCommitRequest request, short version, List<(OffsetToCommit Commit, PartitionAnswer Answer)> commits) =>
        state.Read(cluster =>
        {
            var answers = new TopicAnswer[request.Topics.Length];
            for (var i = 0; i < answers.Length; i++)
            {
                var topic = request.Topics[i];
                var topicId = version >= NamesTopicsById ? topic.TopicId : cluster.FindId(topic.Name);
                var unknown = version >= NamesTopicsById && cluster.FindName(topic.TopicId) is null
                    ? ErrorCode.UnknownTopicId
                    : ErrorCode.UnknownTopicOrPartition;
                answers[i] = new TopicAnswer { Name = topic.Name, TopicId = topic.TopicId, Partitions = new PartitionAnswer[topic.Partitions.Length] };
                for (var j = 0; j < topic.Partitions.Length; j++)
                {
                    var partition = new PartitionAnswer { PartitionIndex = topic.Partitions[j].PartitionIndex };
                    answers[i].Partitions[j] = partition;
                    if (topicId is { } id && cluster.Exists(new TopicPartition(id, partition.PartitionIndex)))
                    {
                        commits.Add((ToCommit(request, topic, j, id), partition));
                    }
                    else
                    {
                        partition.ErrorCode = unknown;
                    }
                }
            }

            return new OffsetCommitResponse { Topics = answers };
        });

    private static OffsetToCommit ToCommit(OffsetCommitRequest request, RequestedTopic topic, int index, Uuid topicId) => new()
    {
        TopicId = topicId,
        Partition = topic.Partitions[index].PartitionIndex,
        Offset = topic.Partitions[index].CommittedOffset,
        LeaderEpoch = topic.Partitions[index].CommittedLeaderEpoch,
        Metadata = topic.Partitions[index].CommittedMetadata ?? "",
        RetentionMs = request.RetentionTimeMs,
    };

    private void RefuseLongMetadata(List<(OffsetToCommit Commit, PartitionAnswer Answer)> commits)
    {
        var bytesMax = coordinator.Rules.Settings.OffsetMetadataBytesMax;
        commits.RemoveAll(commit =>
        {
            var tooLong = commit.Commit.Metadata.Length > bytesMax;
            commit.Answer.ErrorCode = tooLong ? ErrorCode.OffsetMetadataTooLarge : ErrorCode.None;
            return tooLong;
        });
    }

    private async ValueTask<ErrorCode> SubmitAsync(
        OffsetCommitRequest request, List<(OffsetToCommit Commit, PartitionAnswer Answer)> commits, short version, CancellationToken cancellation)
    {
        if (commits.Count == 0)
        {
            return ErrorCode.None;
        }

        var command = new CommitOffsets
        {
            GroupId = request.GroupId,
            Generation = request.GenerationIdOrMemberEpoch,
            MemberId = request.MemberId,
            Offsets = [.. commits.Select(commit => commit.Commit)],
        };
        var reply = await leader.SubmitAsync(command, cancellation);
        if (reply.Result is CommitOffsetsResult { Error: ErrorCode.None } committed)
        {
            // The topic was deleted while the command was on its way.
            for (var i = 0; i < commits.Count; i++)
            {
                var isUnknown = committed.PartitionErrors[i] == ErrorCode.UnknownTopicOrPartition;
                commits[i].Answer.ErrorCode = isUnknown && version >= NamesTopicsById ? ErrorCode.UnknownTopicId : committed.PartitionErrors[i];
            }
        }

        return reply.Result.Error;
    }
}
