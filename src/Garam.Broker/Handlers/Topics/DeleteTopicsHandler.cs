using Garam.Broker.Cluster;
using Garam.Broker.Leader;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata.Commands.Topics;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteTopics;

namespace Garam.Broker.Handlers.Topics;

/// <summary>DeleteTopics: 1–6, by name and by id. No deviations: the topic is gone when the answer leaves; its bytes follow.</summary>
public sealed class DeleteTopicsHandler(Replica replica, LeaderCommands leader) : RequestHandler<DeleteTopicsRequest, DeleteTopicsResponse>
{
    private const short FirstVersionWithIds = 6;

    protected override async ValueTask<DeleteTopicsResponse> HandleAsync(RequestContext context, DeleteTopicsRequest request, CancellationToken cancellation)
    {
        var asked = context.Version >= FirstVersionWithIds
            ? request.Topics.Select(topic => (topic.Name, topic.TopicId))
            : request.TopicNames.Select(name => ((string?)name, default(Uuid)));
        var enabled = replica.Read(0, static (state, _) => BrokerSettings.Of(state).DeleteTopics);
        var results = new List<DeleteTopicsResponse.DeletableTopicResult>();
        foreach (var (name, id) in asked.Distinct())
        {
            results.Add(enabled
                ? await DeleteAsync(name, id, cancellation)
                : Result(name, id, ErrorCode.TopicDeletionDisabled, "Topic deletion is disabled."));
        }

        return new DeleteTopicsResponse { Responses = [.. results] };
    }

    private async ValueTask<DeleteTopicsResponse.DeletableTopicResult> DeleteAsync(string? name, Uuid id, CancellationToken cancellation)
    {
        if (name is null == id.IsZero)
        {
            return Result(name, id, ErrorCode.InvalidRequest, name is null ? "Neither topic name nor id were specified." : "Both a topic name and a topic id were specified.");
        }

        if (Find(name, id) is not { } topic)
        {
            return Result(name, id, name is null ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition, null);
        }

        var result = await leader.SubmitAsync(new DeleteTopic { TopicId = topic.Id }, cancellation);
        return Result(topic.Name, topic.Id, result.Error, null);
    }

    private TopicState? Find(string? name, Uuid id) => replica.Read((name, id), static (state, key) =>
        key.name is null
            ? state.Topics.TryGet(key.id, out var byId) ? byId : null
            : state.Topics.TryGet(key.name, out var byName) ? byName : null);

    private static DeleteTopicsResponse.DeletableTopicResult Result(string? name, Uuid id, ErrorCode error, string? message) =>
        new() { Name = name, TopicId = id, ErrorCode = error, ErrorMessage = message ?? (error == ErrorCode.None ? null : error.Text) };
}
