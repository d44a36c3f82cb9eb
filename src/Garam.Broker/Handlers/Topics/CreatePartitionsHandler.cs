using Garam.Broker.Leader;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata.Commands;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.CreatePartitions;
using CreatePartitionsCommand = Garam.Metadata.Commands.Topics.CreatePartitions;

namespace Garam.Broker.Handlers.Topics;

/// <summary>CreatePartitions: 0–3. Deviation: a manual assignment must have one entry per new partition and is otherwise ignored.</summary>
public sealed class CreatePartitionsHandler(Replica replica, LeaderCommands leader) : RequestHandler<CreatePartitionsRequest, CreatePartitionsResponse>
{
    /// <summary>As for CreateTopics: it bounds what one request can cost.</summary>
    private const int NewPartitionsMax = 10_000;

    protected override async ValueTask<CreatePartitionsResponse> HandleAsync(RequestContext context, CreatePartitionsRequest request, CancellationToken cancellation)
    {
        var results = new List<CreatePartitionsResponse.CreatePartitionsTopicResult>(request.Topics.Length);
        foreach (var sameName in request.Topics.GroupBy(topic => topic.Name, StringComparer.Ordinal))
        {
            var (error, message) = sameName.Count() > 1
                ? (ErrorCode.InvalidRequest, "Duplicate topic name.")
                : await GrowAsync(sameName.Single(), request.ValidateOnly, cancellation);
            results.Add(new() { Name = sameName.Key, ErrorCode = error, ErrorMessage = message });
        }

        return new CreatePartitionsResponse { Results = [.. results] };
    }

    private async ValueTask<(ErrorCode Error, string? Message)> GrowAsync(CreatePartitionsRequest.CreatePartitionsTopic asked, bool validateOnly, CancellationToken cancellation)
    {
        var topic = replica.Read(asked.Name, static (state, name) => state.Topics.TryGet(name, out var found) ? found : null);
        if (topic is null)
        {
            return (ErrorCode.UnknownTopicOrPartition, ErrorCode.UnknownTopicOrPartition.Text);
        }

        var refusal = Refusal(topic, asked);
        if (refusal.Error != ErrorCode.None || validateOnly)
        {
            return refusal;
        }

        var result = await leader.SubmitAsync(new CreatePartitionsCommand { TopicId = topic.Id, Partitions = asked.Count }, cancellation);
        return (result.Error, (result as StatusResult)?.Message);
    }

    private static (ErrorCode Error, string? Message) Refusal(TopicState topic, CreatePartitionsRequest.CreatePartitionsTopic asked)
    {
        var added = asked.Count - topic.Partitions;
        if (added == 0)
        {
            return (ErrorCode.InvalidPartitions, $"Topic already has {topic.Partitions} partition(s).");
        }

        if (added < 0)
        {
            return (ErrorCode.InvalidPartitions, $"The topic {topic.Name} currently has {topic.Partitions} partition(s); {asked.Count} would not be an increase.");
        }

        if (added > NewPartitionsMax)
        {
            return (ErrorCode.PolicyViolation, $"Excessively large number of partitions per request: at most {NewPartitionsMax} are allowed.");
        }

        return asked.Assignments is { } assignments && assignments.Length != added
            ? (ErrorCode.InvalidReplicaAssignment, $"Attempted to add {added} additional partition(s), but only {assignments.Length} assignment(s) were specified.")
            : (ErrorCode.None, null);
    }
}
