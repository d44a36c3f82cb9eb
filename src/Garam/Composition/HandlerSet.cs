using Garam.Broker.Budgets;
using Garam.Broker.Cache;
using Garam.Broker.Cluster;
using Garam.Broker.Handlers.ApiVersions;
using Garam.Broker.Handlers.Cluster;
using Garam.Broker.Handlers.Configs;
using Garam.Broker.Handlers.DeleteRecords;
using Garam.Broker.Handlers.DescribeProducers;
using Garam.Broker.Handlers.Fetch;
using Garam.Broker.Handlers.Groups;
using Garam.Broker.Handlers.InitProducerId;
using Garam.Broker.Handlers.ListOffsets;
using Garam.Broker.Handlers.Metadata;
using Garam.Broker.Handlers.OffsetForLeaderEpoch;
using Garam.Broker.Handlers.Produce;
using Garam.Broker.Handlers.Topics;
using Garam.Broker.Leader;
using Garam.Broker.ReadPath;
using Garam.Broker.ReadPath.Planning;
using Garam.Broker.ReadPath.Sessions;
using Garam.Broker.ReadPath.Times;
using Garam.Broker.Requests;
using Garam.Broker.Topics;
using Garam.Broker.WritePath;
using Garam.Journal.Gateway;
using Garam.Journal.Replication;

namespace Garam.Composition;

/// <summary>Wires every handler of the client listener. An API without a handler here is not announced.</summary>
internal sealed class HandlerSet(
    Replica replica, ILeaderGateway leader, StateBudgets budgets, MessageSizeLimit sizes, Draining draining, NodePorts ports)
{
    private readonly List<IRequestHandler> _handlers = [];
    private readonly LeaderCommands _commands = new(leader, replica, ports.Time);
    private readonly CompactionNotice _compaction = new(replica, ports.Loggers.CreateLogger<CompactionNotice>());

    public HandlerSet WithTopics()
    {
        _compaction.Started();
        var creator = new TopicCreator(replica, _commands, new UuidSource(ports.NewRandom()), budgets, sizes, _compaction);
        _handlers.AddRange(
        [
            new MetadataHandler(replica, creator, new ZoneMetrics(ports.Meters)),
            new CreateTopicsHandler(replica, creator),
            new DeleteTopicsHandler(replica, _commands),
            new CreatePartitionsHandler(replica, _commands, budgets),
            new DescribeTopicPartitionsHandler(replica),
        ]);
        return this;
    }

    public HandlerSet WithCluster(BrokerIdentity identity, string storeName)
    {
        var changes = new ConfigChanges(replica, _commands, identity, sizes, _compaction);
        _handlers.AddRange(
        [
            new DescribeClusterHandler(replica),
            new DescribeLogDirsHandler(replica, storeName),
            new DescribeConfigsHandler(replica, identity),
            new IncrementalAlterConfigsHandler(changes),
            new AlterConfigsHandler(changes),
            new ListConfigResourcesHandler(replica),
        ]);
        return this;
    }

    public HandlerSet WithGroups(ICoordinatorLocator locator)
    {
        var budget = new ForwardingBudget();
        _handlers.Add(new FindCoordinatorHandler(locator));
        _handlers.AddRange(CoordinatorApis.All.Select(api => new ForwardingHandler(api, leader, budget, replica, draining, ports.Time)));
        return this;
    }

    public HandlerSet WithRecords(RecordParts parts)
    {
        _handlers.AddRange(
        [
            new ProduceHandler(replica, parts.Seal, parts.Segments, budgets, draining, ports.Time),
            new FetchHandler(
                parts.Fetch,
                new FetchSessionCache(parts.FetchOptions, ports.Time, ports.NewRandom()),
                new FetchRedirects(replica, parts.Zone, draining)),
            new ListOffsetsHandler(parts.Reads, replica, new OffsetSearch(replica, parts.Cache, parts.FetchOptions, ports.Time)),
            new OffsetForLeaderEpochHandler(parts.Reads, replica),
            new InitProducerIdHandler(new ProducerIds(_commands)),
            new DescribeProducersHandler(replica),
            new DeleteRecordsHandler(_commands, replica),
        ]);
        return this;
    }

    public IReadOnlyList<IRequestHandler> Build() => [.. _handlers, new ApiVersionsHandler(_handlers.Select(handler => handler.Key))];
}

/// <summary>The parts that the handlers of records use.</summary>
internal sealed record RecordParts(
    SealLoop Seal, SegmentOptions Segments, FetchService Fetch, FetchOptions FetchOptions, LeaderReads Reads, ChunkCache Cache,
    string? Zone);
