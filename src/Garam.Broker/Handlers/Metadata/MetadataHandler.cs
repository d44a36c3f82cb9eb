using System.Collections.Frozen;
using Garam.Broker.Cluster;
using Garam.Broker.Requests;
using Garam.Broker.Topics;
using Garam.Journal.Replication;
using Garam.Metadata.Cluster;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.Metadata;
using Asked = Garam.Protocol.Messages.Metadata.MetadataRequest.MetadataRequestTopic;
using Described = Garam.Protocol.Messages.Metadata.MetadataResponse.MetadataResponseTopic;

namespace Garam.Broker.Handlers.Metadata;

/// <summary>
/// Metadata: 0–13. Creates missing topics if the client and auto.create.topics.enable allow it, as Kafka does. Version 8 adds authorized
/// operations: all of them, until there are access rules.
/// Deviations:
/// - Leaders are virtual: any agent serves any partition. The leader epoch is 0, for ever.
/// - A partition has as many replicas as its topic's creator asked for, all of them in sync: the leader, then other agents, and the same
///   ones again if there are fewer agents. The store replicates, but tools (Terraform, `kafka-topics`, consoles) count replicas and take a
///   smaller number for drift or a fault.
/// - A client that names its zone in its client id (`zone=a`, or among other parts as in `orders,zone=a`; also `garam_az`, `ws_az`,
///   `warpstream_az`, `diskless_az` and `automq_az`) is told the agents of that zone only. If no agent runs there, it is told all.
/// - A client that connects to an agent's listener for one zone is in that zone unless its client id names another. As in Kafka, each agent
///   is named by its address for the listener that the client came in by; by its first address if it has no such listener.
/// - If the zone of the client is not known and the agents are in several, a partition has at least one replica in each: a reader with
///   `client.rack` is then sent to the one in its zone.
/// - A topic that is created automatically is answered at once, not with UNKNOWN_TOPIC_OR_PARTITION.
/// - A topic that cannot be created because there is no leader, or not within five seconds, gets LEADER_NOT_AVAILABLE.
/// - At most 1,000 topics are created for one request. The client asks again for the others.
/// </summary>
public sealed class MetadataHandler(Replica replica, TopicCreator creator, ZoneMetrics zones)
    : RequestHandler<MetadataRequest, MetadataResponse>
{
    /// <summary>A request of a few KiB could otherwise hold up every other creation for minutes.</summary>
    private const int CreationsMax = 1_000;

    /// <summary>Kafka does not wait at all. Clients wait half a minute for metadata and cannot do anything meanwhile.</summary>
    private static readonly TimeSpan CreationTimeout = TimeSpan.FromSeconds(5);

    private static readonly FrozenDictionary<string, ErrorCode> NothingFailed = FrozenDictionary<string, ErrorCode>.Empty;

    protected override async ValueTask<MetadataResponse> HandleAsync(
        RequestContext context, MetadataRequest request, CancellationToken cancellation)
    {
        var (asked, zone) = (request.Topics, ClientZone.Of(context));

        // KIP-516: topics by id. Versions 10 and 11 have the field, but Kafka refuses requests that use it.
        if (context.Version < 12 && asked?.Any(topic => topic.Name is null || !topic.TopicId.IsZero) == true)
        {
            var refused = Array.ConvertAll(asked, topic => new Described { Name = topic.Name ?? "", ErrorCode = ErrorCode.InvalidRequest });
            return new MetadataResponse { Topics = refused };
        }

        // KIP-4: from 1 on, null means all topics and an empty list means none.
        if (asked is null || (asked.Length == 0 && context.Version < 1))
        {
            var (all, topics) = replica.Read(zone, static (state, zone) => (ClusterView.Of(state, zone), state.Topics.CaptureTopics()));
            Count(zone, all);
            var sorted = topics.Values.OrderBy(topic => topic.Name, StringComparer.Ordinal);
            return Answer(context, request, all, sorted.Select(topic => Describe(all, topic)));
        }

        // As in Kafka each is answered once: a small request for the same large topic a thousand times has a small answer.
        var distinct = asked.DistinctBy(topic => (topic.TopicId, topic.Name)).ToArray();
        var failed = request.AllowAutoTopicCreation ? await CreateMissingAsync(distinct, cancellation) : NothingFailed;
        var (view, found) = replica.Read((distinct, zone), static (state, query) =>
            (ClusterView.Of(state, query.zone), Array.ConvertAll(query.distinct, topic => Find(state, topic))));
        Count(zone, view);
        return Answer(
            context, request, view, distinct.Zip(found, (topic, state) => state is null ? Missing(topic, failed) : Describe(view, state)));
    }

    private void Count(string? zone, ClusterView view)
    {
        if (view.Zone != zone)
        {
            zones.Unknown();
        }
    }

    /// <summary>The topics that may exist when the client asks again.</summary>
    private async ValueTask<IReadOnlyDictionary<string, ErrorCode>> CreateMissingAsync(Asked[] asked, CancellationToken cancellation)
    {
        var missing = replica.Read(asked, static (state, topics) =>
            BrokerSettings.Of(state).AutoCreateTopics
                ? topics
                    .Where(topic => topic.TopicId.IsZero && topic.Name is { } name && !state.Topics.TryGet(name, out _))
                    .Select(topic => topic.Name!)
                    .Take(CreationsMax)
                    .ToArray()
                : []);
        if (missing.Length == 0)
        {
            return NothingFailed;
        }

        // Together, so that they share journal entries. Other refusals (an illegal name, another request was first) show in the state
        // afterwards.
        var created = await Task.WhenAll(
            missing.Select(name => creator.CreateAsync(new NewTopic(name), validateOnly: false, CreationTimeout, cancellation)));
        return missing.Zip(created)
            .Where(creation => creation.Second.Error is ErrorCode.NotController or ErrorCode.RequestTimedOut)
            .ToDictionary(creation => creation.First, _ => ErrorCode.LeaderNotAvailable, StringComparer.Ordinal);
    }

    private static MetadataResponse Answer(
        RequestContext context, MetadataRequest request, ClusterView view, IEnumerable<Described> topics)
    {
        var response = new MetadataResponse
        {
            Brokers = [.. view.Agents.Select(agent => Describe(agent, agent.AddressFor(context.ListenerZone)))],
            ClusterId = view.ClusterId,
            ControllerId = view.ControllerId,
            Topics = [.. topics],
            ClusterAuthorizedOperations = request.IncludeClusterAuthorizedOperations
                ? AuthorizedOperations.OfCluster
                : AuthorizedOperations.Omitted,
        };
        foreach (var topic in request.IncludeTopicAuthorizedOperations ? response.Topics : [])
        {
            topic.TopicAuthorizedOperations = topic.ErrorCode == ErrorCode.UnknownTopicId
                ? AuthorizedOperations.Omitted
                : AuthorizedOperations.OfTopic;
        }

        return response;
    }

    private static MetadataResponse.MetadataResponseBroker Describe(ProcessState agent, HostPort address) =>
        new() { NodeId = agent.NodeId, Host = address.Host, Port = address.Port, Rack = agent.Zone };

    private static TopicState? Find(ClusterState state, Asked asked) =>
        (asked.TopicId.IsZero ? state.Topics.TryGet(asked.Name ?? "", out var topic) : state.Topics.TryGet(asked.TopicId, out topic))
            ? topic
            : null;

    private static Described Missing(Asked asked, IReadOnlyDictionary<string, ErrorCode> failed)
    {
        if (!asked.TopicId.IsZero)
        {
            return new() { ErrorCode = ErrorCode.UnknownTopicId, TopicId = asked.TopicId, Name = null };
        }

        var name = asked.Name ?? "";
        var error = TopicName.Fault(name) is null
            ? failed.GetValueOrDefault(name, ErrorCode.UnknownTopicOrPartition)
            : ErrorCode.InvalidTopicException;
        return new() { ErrorCode = error, Name = name };
    }

    private static Described Describe(ClusterView view, TopicState topic) => new()
    {
        Name = topic.Name,
        TopicId = topic.Id,
        Partitions = [.. Enumerable.Range(0, topic.Partitions).Select(partition => DescribePartition(view, topic, partition))],
    };

    private static MetadataResponse.MetadataResponsePartition DescribePartition(ClusterView view, TopicState topic, int partition)
    {
        var leadership = view.LeadershipInZones(topic, partition);
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
