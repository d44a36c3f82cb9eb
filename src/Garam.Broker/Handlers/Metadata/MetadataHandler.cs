using Garam.Broker.Cluster;
using Garam.Broker.Requests;
using Garam.Broker.Topics;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.Metadata;

namespace Garam.Broker.Handlers.Metadata;

/// <summary>
/// Metadata: 0–13. Creates missing topics where client and auto.create.topics.enable allow it, as Kafka does.
/// Deviations: leaders are virtual (any agent serves any partition), the leader epoch is 0 for ever, the leader is the only replica and
/// the only one in sync whatever the replication factor, because the store replicates. An automatically created topic is answered at once,
/// not with LEADER_NOT_AVAILABLE. Authorized operations are not computed.
/// </summary>
public sealed class MetadataHandler(Replica replica, TopicCreator creator) : RequestHandler<MetadataRequest, MetadataResponse>
{
    private const short FirstVersionWhereNullMeansAll = 1;

    /// <summary>Versions 10 and 11 have the field and no meaning for it: Kafka refuses the request.</summary>
    private const short FirstVersionByTopicId = 12;

    protected override async ValueTask<MetadataResponse> HandleAsync(RequestContext context, MetadataRequest request, CancellationToken cancellation)
    {
        var asked = request.Topics;
        if (context.Version < FirstVersionByTopicId && asked?.Any(topic => topic.Name is null || !topic.TopicId.IsZero) == true)
        {
            return new MetadataResponse { Topics = Array.ConvertAll(asked, topic => new MetadataResponse.MetadataResponseTopic { Name = topic.Name ?? "", ErrorCode = ErrorCode.InvalidRequest }) };
        }

        var everything = asked is null || (asked.Length == 0 && context.Version < FirstVersionWhereNullMeansAll);
        if (!everything && request.AllowAutoTopicCreation)
        {
            await CreateMissingAsync(asked!, cancellation);
        }

        return replica.Read(everything ? null : asked, static (state, topics) => Answer(state, topics));
    }

    private async ValueTask CreateMissingAsync(MetadataRequest.MetadataRequestTopic[] asked, CancellationToken cancellation)
    {
        var missing = replica.Read(asked, static (state, topics) =>
            BrokerSettings.Of(state).AutoCreateTopics
                ? topics.Where(topic => topic.TopicId == default && topic.Name is { } name && !state.Topics.TryGet(name, out _)).Select(topic => topic.Name!).ToArray()
                : []);
        foreach (var name in missing)
        {
            // A refusal (an illegal name, somebody else was first) shows in the answer that is made from the state afterwards.
            await creator.CreateAsync(new NewTopic(name), validateOnly: false, cancellation);
        }
    }

    private static MetadataResponse Answer(ClusterState state, MetadataRequest.MetadataRequestTopic[]? asked)
    {
        var view = ClusterView.Of(state);
        return new MetadataResponse
        {
            Brokers = [.. view.Agents.Select(agent => new MetadataResponse.MetadataResponseBroker { NodeId = agent.NodeId, Host = agent.Address.Host, Port = agent.Address.Port, Rack = agent.Zone })],
            ClusterId = view.ClusterId,
            ControllerId = view.ControllerId,
            Topics = asked is null
                ? [.. state.Topics.OrderedByName().Select(topic => Describe(view, topic))]
                : [.. asked.Select(topic => Describe(state, view, topic))],
        };
    }

    private static MetadataResponse.MetadataResponseTopic Describe(ClusterState state, ClusterView view, MetadataRequest.MetadataRequestTopic asked)
    {
        if (asked.TopicId != default)
        {
            return state.Topics.TryGet(asked.TopicId, out var byId)
                ? Describe(view, byId)
                : new() { ErrorCode = ErrorCode.UnknownTopicId, TopicId = asked.TopicId, Name = null };
        }

        var name = asked.Name ?? "";
        if (state.Topics.TryGet(name, out var byName))
        {
            return Describe(view, byName);
        }

        var error = TopicName.Fault(name) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.InvalidTopicException;
        return new() { ErrorCode = error, Name = name };
    }

    private static MetadataResponse.MetadataResponseTopic Describe(ClusterView view, TopicState topic) => new()
    {
        Name = topic.Name,
        TopicId = topic.Id,
        Partitions = [.. Enumerable.Range(0, topic.Partitions).Select(partition => DescribePartition(view, topic, partition))],
    };

    private static MetadataResponse.MetadataResponsePartition DescribePartition(ClusterView view, TopicState topic, int partition)
    {
        var leadership = view.LeadershipOf(topic, partition);
        return new()
        {
            ErrorCode = leadership.Error,
            PartitionIndex = partition,
            LeaderId = leadership.LeaderId,
            LeaderEpoch = 0,
            ReplicaNodes = leadership.Replicas,
            IsrNodes = leadership.Replicas,
        };
    }
}
