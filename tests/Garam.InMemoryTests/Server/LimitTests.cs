using System.Diagnostics.Metrics;
using System.Text;
using Garam.Broker.Budgets;
using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Messages.CreatePartitions;
using Garam.Protocol.Messages.CreateTopics;
using Garam.Protocol.Messages.DeleteTopics;
using Garam.Protocol.Messages.DescribeConfigs;
using Garam.Protocol.Messages.IncrementalAlterConfigs;
using Garam.Protocol.Messages.Metadata;

namespace Garam.InMemoryTests.Server;

/// <summary>Clients can make the cluster remember only so much, and answer only so much.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Topics_are_created_up_to_the_limit_and_again_when_one_is_deleted()
    {
        await using var node = await NodeFixture.StartAsync(limits: new StateLimits { TopicsMax = 2 });
        Assert.Equal(
            [ErrorCode.None, ErrorCode.None, ErrorCode.PolicyViolation],
            [await CreateAsync(node, "a"), await CreateAsync(node, "b"), await CreateAsync(node, "c")]);
        var automatic = await node.CallAsync<MetadataRequest, MetadataResponse>(
            new() { Topics = [new() { Name = "c" }], AllowAutoTopicCreation = true });
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, automatic.Topics[0].ErrorCode);

        await node.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new() { Topics = [new() { Name = "a" }], TimeoutMs = 10_000 });
        Assert.Equal(ErrorCode.None, await CreateAsync(node, "c"));
    }

    [Fact]
    public async Task Partitions_are_created_up_to_the_limit_by_whichever_request()
    {
        await using var node = await NodeFixture.StartAsync(limits: new StateLimits { PartitionsMax = 10 });
        Assert.Equal([ErrorCode.PolicyViolation, ErrorCode.None], [await CreateAsync(node, "a", 11), await CreateAsync(node, "a", 8)]);
        Assert.Equal([ErrorCode.PolicyViolation, ErrorCode.None], [await GrowAsync(node, "a", 11), await GrowAsync(node, "a", 10)]);
        Assert.Equal(ErrorCode.PolicyViolation, await CreateAsync(node, "b"));
    }

    [Fact]
    public async Task Topics_of_one_request_do_not_exceed_the_limit_together()
    {
        await using var node = await NodeFixture.StartAsync(limits: new StateLimits { PartitionsMax = 10 });
        var topics = Enumerable.Range(0, 8).Select(
            number => new CreateTopicsRequest.CreatableTopic { Name = $"t{number}", NumPartitions = 2, ReplicationFactor = 1 });
        var answer = await node.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(new() { Topics = [.. topics] });

        // Not always five: a topic counts twice for the moment between being applied and being given back.
        var created = answer.Topics.Count(topic => topic.ErrorCode == ErrorCode.None);
        Assert.InRange(created, 1, 5);
        Assert.Equal(2 * created, node.Node.Replica.Read(0, static (state, _) => state.Topics.PartitionCount));
    }

    [Fact]
    public async Task New_producers_are_refused_at_the_limit_and_known_ones_go_on()
    {
        await using var node = await NodeFixture.StartAsync(limits: new StateLimits { ProducersMax = 2 });
        await node.CreateTopicAsync("t");
        Assert.Equal(ErrorCode.None, await node.ProduceAsync("t", Batch(1, 0)));
        Assert.Equal(ErrorCode.None, await node.ProduceAsync("t", Batch(2, 0)));
        Assert.Equal(ErrorCode.PolicyViolation, await node.ProduceAsync("t", Batch(3, 0)));
        Assert.Equal(ErrorCode.None, await node.ProduceAsync("t", Batch(1, 1)));
        Assert.Equal(ErrorCode.None, await node.ProduceAsync("t", BatchBytes.Of("without an id")));
        Assert.Equal(2, node.Node.Replica.Read(0, static (state, _) => state.Topics.ProducerCount));
    }

    [Fact]
    public async Task What_is_used_allowed_and_refused_is_measured()
    {
        await using var node = await NodeFixture.StartAsync(limits: new StateLimits { TopicsMax = 1 });
        var seen = new Dictionary<(string, object?), long>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => Enable(instrument, self, node) };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => seen[(instrument.Name, tags[0].Value)] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen[(instrument.Name, tags[0].Value)] = value);
        listener.Start();
        await CreateAsync(node, "a");
        await CreateAsync(node, "b");
        listener.RecordObservableInstruments();

        Assert.Equal(
            (1, 1, 1),
            (seen[("garam.budget.used", "topics")], seen[("garam.budget.max", "topics")], seen[("garam.budget.refused", "topics")]));

        static void Enable(Instrument instrument, MeterListener self, NodeFixture node)
        {
            if (instrument.Meter.Name == StateBudgets.MeterName && instrument.Meter.Scope == node.Meters)
            {
                self.EnableMeasurementEvents(instrument);
            }
        }
    }

    [Fact]
    public async Task A_small_request_has_no_answer_of_gigabytes()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t");
        var resource = new DescribeConfigsRequest.DescribeConfigsResource
        {
            ResourceType = (sbyte)ConfigResourceType.Topic,
            ResourceName = "t",
            ConfigurationKeys = null,
        };
        var answer = await node.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(
            new() { Resources = [.. Enumerable.Repeat(resource, 10_000)], IncludeDocumentation = true, IncludeSynonyms = true });

        Assert.Equal((ErrorCode.None, ErrorCode.PolicyViolation), (answer.Results[0].ErrorCode, answer.Results[^1].ErrorCode));
        Assert.InRange(answer.Results.Count(result => result.ErrorCode == ErrorCode.None), 1_000, 4_000);
    }

    [Fact]
    public async Task Settings_of_a_resource_are_bounded_and_can_be_taken_back()
    {
        await using var node = await NodeFixture.StartAsync();
        var value = new string('x', 20_000);
        IncrementalAlterConfigsRequest.AlterableConfig[] tooMuch = [.. Enumerable.Range(0, 7).Select(
            number => new IncrementalAlterConfigsRequest.AlterableConfig { Name = $"plug-in.{number}", Value = value })];
        Assert.Equal(ErrorCode.InvalidRequest, await AlterAsync(node, tooMuch));
        Assert.Equal(ErrorCode.None, await AlterAsync(node, tooMuch[..6]));
        Assert.Equal(ErrorCode.InvalidRequest, await AlterAsync(node, tooMuch[6]));
        Assert.Equal(ErrorCode.None, await AlterAsync(
            node, new IncrementalAlterConfigsRequest.AlterableConfig { Name = "plug-in.0", ConfigOperation = 1, Value = null }));
        Assert.Equal(ErrorCode.None, await AlterAsync(node, tooMuch[6]));
    }

    private static byte[] Batch(long producerId, int sequence)
    {
        var batch = new BatchBuilder { ProducerId = producerId, ProducerEpoch = 0, BaseSequence = sequence };
        batch.Append(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), null, Encoding.UTF8.GetBytes("x"));
        return batch.ToArray();
    }

    private static async Task<ErrorCode> AlterAsync(NodeFixture node, params IncrementalAlterConfigsRequest.AlterableConfig[] configs)
    {
        var answer = await node.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new() { Resources = [new() { ResourceType = (sbyte)ConfigResourceType.Broker, ResourceName = "", Configs = configs }] });
        return answer.Responses[0].ErrorCode;
    }

    private static async Task<ErrorCode> CreateAsync(NodeFixture node, string name, int partitions = 1)
    {
        var answer = await node.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(
            new() { Topics = [new() { Name = name, NumPartitions = partitions, ReplicationFactor = 1 }] });
        return answer.Topics[0].ErrorCode;
    }

    private static async Task<ErrorCode> GrowAsync(NodeFixture node, string name, int count)
    {
        var answer = await node.CallAsync<CreatePartitionsRequest, CreatePartitionsResponse>(
            new() { Topics = [new() { Name = name, Count = count, Assignments = null }], TimeoutMs = 10_000 });
        return answer.Results[0].ErrorCode;
    }
}
