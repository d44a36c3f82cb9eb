using Garam.Broker.Budgets;
using Garam.Broker.Leader;
using Garam.Broker.Requests;
using Garam.Broker.Topics;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.CreatePartitions;
using CreatePartitionsCommand = Garam.Metadata.Topics.CreatePartitions;

namespace Garam.Broker.Handlers.Topics;

/// <summary>
/// CreatePartitions: 0–3.
/// Deviations:
/// - A manual assignment must have as many replicas as the topic's replication factor. It is otherwise ignored, even if it names brokers
///   that do not exist.
/// - More than 10,000 new partitions of a topic, or more than the cluster may have in all, are refused with POLICY_VIOLATION. Kafka fails
///   with UNKNOWN_SERVER_ERROR.
/// </summary>
public sealed class CreatePartitionsHandler(Replica replica, LeaderCommands leader, StateBudgets budgets)
    : RequestHandler<CreatePartitionsRequest, CreatePartitionsResponse>
{
    protected override async ValueTask<CreatePartitionsResponse> HandleAsync(
        RequestContext context, CreatePartitionsRequest request, CancellationToken cancellation)
    {
        // Together, so that they share journal entries.
        var named = request.Topics.GroupBy(topic => topic.Name, StringComparer.Ordinal).ToArray();
        var outcomes = await Task.WhenAll(named.Select(topic => GrowAsync([.. topic], request, cancellation)));
        return new CreatePartitionsResponse
        {
            Results =
            [
                .. named.Zip(outcomes, (topic, outcome) =>
                    new CreatePartitionsResponse.CreatePartitionsTopicResult
                    {
                        Name = topic.Key,
                        ErrorCode = outcome.Error,
                        ErrorMessage = outcome.Message,
                    }),
            ],
        };
    }

    private async Task<(ErrorCode Error, string? Message)> GrowAsync(
        CreatePartitionsRequest.CreatePartitionsTopic[] sameName, CreatePartitionsRequest request, CancellationToken cancellation)
    {
        if (request.TimeoutMs <= 0)
        {
            return (ErrorCode.RequestTimedOut, null);
        }

        if (sameName is not [var asked])
        {
            return (ErrorCode.InvalidRequest, "Duplicate topic name.");
        }

        var topic = replica.Read(asked.Name, static (state, name) => state.Topics.TryGet(name, out var found) ? found : null);
        if (topic is null)
        {
            return (ErrorCode.UnknownTopicOrPartition, ErrorCode.UnknownTopicOrPartition.Text);
        }

        var refusal = Refusal(topic, asked);
        return refusal.Error != ErrorCode.None ? refusal : await GrowAsync(topic, asked.Count, request, cancellation);
    }

    private async Task<(ErrorCode Error, string? Message)> GrowAsync(
        TopicState topic, int count, CreatePartitionsRequest request, CancellationToken cancellation)
    {
        var added = count - topic.Partitions;
        if (budgets.TryTake(topics: 0, added) is { } full)
        {
            return (ErrorCode.PolicyViolation, full);
        }

        try
        {
            if (request.ValidateOnly)
            {
                return (ErrorCode.None, null);
            }

            var command = new CreatePartitionsCommand { TopicId = topic.Id, Partitions = count };
            var result = await leader.SubmitAsync(command, TimeSpan.FromMilliseconds(request.TimeoutMs), cancellation);
            return (result.Error, (result as StatusResult)?.Message);
        }
        finally
        {
            budgets.GiveBack(topics: 0, added);
        }
    }

    private static (ErrorCode Error, string? Message) Refusal(TopicState topic, CreatePartitionsRequest.CreatePartitionsTopic asked)
    {
        var added = (long)asked.Count - topic.Partitions;
        if (added == 0)
        {
            return (ErrorCode.InvalidPartitions, $"Topic already has {topic.Partitions} partition(s).");
        }

        if (added < 0)
        {
            return (ErrorCode.InvalidPartitions, $"The topic {topic.Name} currently has {topic.Partitions} partition(s); {asked.Count} "
                + "would not be an increase.");
        }

        if (added > TopicCreator.PartitionsMax)
        {
            return (ErrorCode.PolicyViolation, TopicCreator.TooManyPartitions);
        }

        if (asked.Assignments is not { } assignments)
        {
            return (ErrorCode.None, null);
        }

        var fault = assignments.Length != added
            ? $"Attempted to add {added} additional partition(s), but only {assignments.Length} assignment(s) were specified."
            : ReplicaAssignment.ReplicasFault([.. assignments.Select(assignment => assignment.BrokerIds)], topic.ReplicationFactor);
        return fault is null ? (ErrorCode.None, null) : (ErrorCode.InvalidReplicaAssignment, fault);
    }
}
