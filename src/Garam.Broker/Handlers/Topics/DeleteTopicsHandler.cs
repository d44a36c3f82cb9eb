using Garam.Broker.Cluster;
using Garam.Broker.Leader;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteTopics;

namespace Garam.Broker.Handlers.Topics;

/// <summary>
/// DeleteTopics: 1–6, by name and by id. No deviations: the topic is gone when the answer leaves, and its bytes are deleted later.
/// </summary>
public sealed class DeleteTopicsHandler(Replica replica, LeaderCommands leader) : RequestHandler<DeleteTopicsRequest, DeleteTopicsResponse>
{
    protected override async ValueTask<DeleteTopicsResponse> HandleAsync(
        RequestContext context, DeleteTopicsRequest request, CancellationToken cancellation)
    {
        var asked = context.Version >= 6 // KIP-516: topics by name or id
            ? request.Topics.Select(topic => (topic.Name, topic.TopicId))
            : request.TopicNames.Select(name => (Name: (string?)name, TopicId: default(Uuid)));
        var enabled = replica.Read(0, static (state, _) => BrokerSettings.Of(state).DeleteTopics);

        // KIP-322: TOPIC_DELETION_DISABLED.
        var disabled = context.Version >= 3 ? ErrorCode.TopicDeletionDisabled : ErrorCode.InvalidRequest;
        var distinct = asked.GroupBy(topic => topic).ToArray();
        if (!enabled || request.TimeoutMs <= 0)
        {
            var (error, message) = enabled ? (ErrorCode.RequestTimedOut, null) : (disabled, "Topic deletion is disabled.");
            var results = Array.ConvertAll(distinct, topic => Result(topic.Key.Name, topic.Key.TopicId, error, message));
            return new DeleteTopicsResponse { Responses = results };
        }

        // Together, so that they share journal entries.
        var timeout = TimeSpan.FromMilliseconds(request.TimeoutMs);
        return new DeleteTopicsResponse
        {
            Responses = await Task.WhenAll(
                distinct.Select(topic => DeleteAsync(topic.Key.Name, topic.Key.TopicId, topic.Count(), timeout, cancellation))),
        };
    }

    private async Task<DeleteTopicsResponse.DeletableTopicResult> DeleteAsync(
        string? name, Uuid id, int timesAsked, TimeSpan timeout, CancellationToken cancellation)
    {
        if (RequestFault(name, id, timesAsked) is { } fault)
        {
            return Result(name, id, ErrorCode.InvalidRequest, fault);
        }

        if (Find(name, id) is not { } topic)
        {
            return Result(name, id, name is null ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition, null);
        }

        var result = await leader.SubmitAsync(new DeleteTopic { TopicId = topic.Id }, timeout, cancellation);
        return Result(topic.Name, topic.Id, result.Error, null);
    }

    private static string? RequestFault(string? name, Uuid id, int timesAsked) => (name, id.IsZero) switch
    {
        (null, true) => "Neither topic name nor id were specified.",
        (not null, false) => "You may not specify both topic name and topic id.",
        _ when timesAsked == 1 => null,
        (null, _) => "Duplicate topic id.",
        _ => "Duplicate topic name.",
    };

    private TopicState? Find(string? name, Uuid id) => replica.Read((name, id), static (state, key) =>
        key.name is null
            ? state.Topics.TryGet(key.id, out var byId) ? byId : null
            : state.Topics.TryGet(key.name, out var byName) ? byName : null);

    private static DeleteTopicsResponse.DeletableTopicResult Result(string? name, Uuid id, ErrorCode error, string? message) =>
        new() { Name = name, TopicId = id, ErrorCode = error, ErrorMessage = message ?? (error == ErrorCode.None ? null : error.Text) };
}
