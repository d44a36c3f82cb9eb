using Garam.Broker.Budgets;
using Garam.Broker.Cluster;
using Garam.Broker.Handlers.Configs;
using Garam.Broker.Handlers.DeleteRecords;
using Garam.Broker.Handlers.InitProducerId;
using Garam.Broker.Handlers.Metadata;
using Garam.Broker.Handlers.Topics;
using Garam.Broker.Leader;
using Garam.Broker.Topics;
using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Messages.AlterConfigs;
using Garam.Protocol.Messages.CreatePartitions;
using Garam.Protocol.Messages.CreateTopics;
using Garam.Protocol.Messages.DeleteRecords;
using Garam.Protocol.Messages.DeleteTopics;
using Garam.Protocol.Messages.IncrementalAlterConfigs;
using Garam.Protocol.Messages.InitProducerId;
using Garam.Protocol.Messages.Metadata;
using Garam.Storage.Errors;
using Garam.UnitTests.Broker.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Broker.Admin;

/// <summary>
/// Without a leader every admin request is answered, with an error that its clients ask again after, and within its time.
/// </summary>
public sealed class LeaderlessTests
{
    private const int TimeoutMs = 7_000;

    private static readonly TimeSpan OwnTimeout = TimeSpan.FromMilliseconds(TimeoutMs);

    [Theory]
    [InlineData(ErrorKind.Unavailable)]
    [InlineData(ErrorKind.Throttled)]
    [InlineData(ErrorKind.Fenced)]
    public void A_leader_that_cannot_be_reached_is_a_retriable_error(ErrorKind kind) => BrokerRig.Run(async (rig, clock) =>
    {
        var handlers = new Handlers(rig, new LeaderlessGateway(kind), clock);
        Assert.Equal(ErrorCode.NotController, await handlers.CreateTopicAsync());
        Assert.Equal(ErrorCode.NotController, await handlers.DeleteTopicAsync());
        Assert.Equal(ErrorCode.NotController, await handlers.CreatePartitionsAsync());
        Assert.Equal(ErrorCode.NotController, await handlers.AlterAsync());
        Assert.Equal(ErrorCode.NotController, await handlers.AlterAsBeforeAsync());
        Assert.Equal(ErrorCode.CoordinatorLoadInProgress, await handlers.InitProducerIdAsync());
        Assert.Equal(ErrorCode.NotLeaderOrFollower, await handlers.DeleteRecordsAsync());
        Assert.Equal(ErrorCode.LeaderNotAvailable, await handlers.MetadataAsync());
    });

    [Fact]
    public void Time_outs_count_while_appends_hang() => BrokerRig.Run(async (rig, clock) =>
    {
        var handlers = new Handlers(rig, new LeaderlessGateway(null), clock);
        await TakesAsync(OwnTimeout, ErrorCode.RequestTimedOut, handlers.CreateTopicAsync);
        await TakesAsync(OwnTimeout, ErrorCode.RequestTimedOut, handlers.DeleteTopicAsync);
        await TakesAsync(OwnTimeout, ErrorCode.RequestTimedOut, handlers.CreatePartitionsAsync);
        await TakesAsync(OwnTimeout, ErrorCode.RequestTimedOut, handlers.DeleteRecordsAsync);
        await TakesAsync(LeaderCommands.Timeout, ErrorCode.RequestTimedOut, handlers.AlterAsync);
        await TakesAsync(LeaderCommands.Timeout, ErrorCode.RequestTimedOut, handlers.AlterAsBeforeAsync);
        await TakesAsync(LeaderCommands.Timeout, ErrorCode.CoordinatorLoadInProgress, handlers.InitProducerIdAsync);
        await TakesAsync(TimeSpan.FromSeconds(5), ErrorCode.LeaderNotAvailable, handlers.MetadataAsync);

        async Task TakesAsync(TimeSpan expected, ErrorCode error, Func<Task<ErrorCode>> ask)
        {
            var started = clock.GetTimestamp();
            Assert.Equal((error, expected), (await ask(), clock.GetElapsedTime(started)));
        }
    });

    [Fact]
    public void Callers_that_wait_for_producer_ids_ask_the_leader_once() => BrokerRig.Run(async (rig, clock) =>
    {
        var gateway = new LeaderlessGateway(null);
        var handlers = new Handlers(rig, gateway, clock);
        var asked = Enumerable.Range(0, 50).Select(_ => handlers.InitProducerIdAsync()).ToArray();
        Assert.All(await Task.WhenAll(asked), error => Assert.Equal(ErrorCode.CoordinatorLoadInProgress, error));
        Assert.Equal(1, gateway.Submitted);
        Assert.Equal(ErrorCode.CoordinatorLoadInProgress, await handlers.InitProducerIdAsync());
        Assert.Equal(2, gateway.Submitted);
    });

    /// <summary>The handlers, and one sound request to each.</summary>
    private sealed class Handlers
    {
        private readonly BrokerRig _rig;
        private readonly LeaderCommands _commands;
        private readonly TopicCreator _creator;
        private readonly StateBudgets _budgets;
        private readonly ConfigChanges _changes;
        private readonly InitProducerIdHandler _producers;

        public Handlers(BrokerRig rig, LeaderlessGateway gateway, TimeProvider time)
        {
            var replica = rig.Leader.Replica;
            rig.Leader.CreateTopic("t", 1);
            _rig = rig;
            _commands = new LeaderCommands(gateway, replica, time);
            _budgets = new StateBudgets(new TestMeters(), replica, new StateLimits());
            var sizes = new MessageSizeLimit(batchBytesMax: 1 << 20, requestBytesMax: 4 << 20);
            var compaction = new CompactionNotice(replica, NullLogger<CompactionNotice>.Instance);
            _creator = new TopicCreator(replica, _commands, new UuidSource(new Random(1)), _budgets, sizes, compaction);
            _changes = new ConfigChanges(replica, _commands, new BrokerIdentity(1, new Dictionary<string, string>()), sizes, compaction);
            _producers = new InitProducerIdHandler(new ProducerIds(_commands));
        }

        public async Task<ErrorCode> CreateTopicAsync()
        {
            var request = new CreateTopicsRequest
            {
                Topics = [new() { Name = "new", NumPartitions = 1, ReplicationFactor = 1 }],
                TimeoutMs = TimeoutMs,
            };
            var answer = await _rig.CallAsync<CreateTopicsResponse>(new CreateTopicsHandler(_rig.Leader.Replica, _creator), request, 7);
            return answer!.Topics[0].ErrorCode;
        }

        public async Task<ErrorCode> DeleteTopicAsync()
        {
            var request = new DeleteTopicsRequest { Topics = [new() { Name = "t" }], TimeoutMs = TimeoutMs };
            var answer = await _rig.CallAsync<DeleteTopicsResponse>(new DeleteTopicsHandler(_rig.Leader.Replica, _commands), request, 6);
            return answer!.Responses[0].ErrorCode;
        }

        public async Task<ErrorCode> CreatePartitionsAsync()
        {
            var request = new CreatePartitionsRequest
            {
                Topics = [new() { Name = "t", Count = 2, Assignments = null }],
                TimeoutMs = TimeoutMs,
            };
            var answer = await _rig.CallAsync<CreatePartitionsResponse>(
                new CreatePartitionsHandler(_rig.Leader.Replica, _commands, _budgets), request, 3);
            return answer!.Results[0].ErrorCode;
        }

        public async Task<ErrorCode> AlterAsync()
        {
            var request = new IncrementalAlterConfigsRequest
            {
                Resources = [new()
                {
                    ResourceType = (sbyte)ConfigResourceType.Topic, ResourceName = "t",
                    Configs = [new() { Name = "retention.ms", Value = "5" }],
                }],
            };
            var answer = await _rig.CallAsync<IncrementalAlterConfigsResponse>(new IncrementalAlterConfigsHandler(_changes), request, 1);
            return answer!.Responses[0].ErrorCode;
        }

        public async Task<ErrorCode> AlterAsBeforeAsync()
        {
            var request = new AlterConfigsRequest
            {
                Resources = [new()
                {
                    ResourceType = (sbyte)ConfigResourceType.Topic, ResourceName = "t",
                    Configs = [new() { Name = "retention.ms", Value = "5" }],
                }],
            };
            return (await _rig.CallAsync<AlterConfigsResponse>(new AlterConfigsHandler(_changes), request, 2))!.Responses[0].ErrorCode;
        }

        public async Task<ErrorCode> InitProducerIdAsync() =>
            (await _rig.CallAsync<InitProducerIdResponse>(_producers, new InitProducerIdRequest { TransactionalId = null }, 4))!.ErrorCode;

        public async Task<ErrorCode> DeleteRecordsAsync()
        {
            var request = new DeleteRecordsRequest
            {
                Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 0, Offset = 0 }] }],
                TimeoutMs = TimeoutMs,
            };
            var answer = await _rig.CallAsync<DeleteRecordsResponse>(new DeleteRecordsHandler(_commands, _rig.Leader.Replica), request, 2);
            return answer!.Topics[0].Partitions[0].ErrorCode;
        }

        public async Task<ErrorCode> MetadataAsync()
        {
            var request = new MetadataRequest { Topics = [new() { Name = "missing" }], AllowAutoTopicCreation = true };
            var handler = new MetadataHandler(_rig.Leader.Replica, _creator, new ZoneMetrics(new TestMeters()));
            var answer = await _rig.CallAsync<MetadataResponse>(handler, request, 13);
            return answer!.Topics[0].ErrorCode;
        }
    }
}
