using System.Globalization;
using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Messages.CreateTopics;
using Garam.Protocol.Messages.DescribeConfigs;
using Garam.Protocol.Messages.IncrementalAlterConfigs;

namespace Garam.InMemoryTests.Server;

/// <summary>The limits that a node reports are those that it keeps, and nobody is promised more.</summary>
public sealed class RequestLimitTests
{
    /// <summary>The fixture lets in requests of 4 MiB; 4 KiB of one are kept for what surrounds a batch.</summary>
    private const int BatchBytesMax = (4 << 20) - (4 << 10);

    [Theory]
    [InlineData("socket.request.max.bytes", "4194304")]
    [InlineData("max.connections", "20000")]
    public async Task A_broker_reports_the_limit_that_counts(string name, string expected)
    {
        await using var node = await NodeFixture.StartAsync();
        var id = (await node.MetadataAsync()).ControllerId.ToString(CultureInfo.InvariantCulture);
        var resource = new DescribeConfigsRequest.DescribeConfigsResource
        {
            ResourceType = (sbyte)ConfigResourceType.Broker,
            ResourceName = id,
            ConfigurationKeys = [name],
        };
        var answer = await node.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(new() { Resources = [resource] });
        var shown = Assert.Single(Assert.Single(answer.Results).Configs);
        Assert.Equal((expected, (sbyte)ConfigSource.StaticBroker, true), (shown.Value, shown.ConfigSource, shown.ReadOnly));
    }

    [Theory]
    [InlineData(ConfigResourceType.Topic, "t", "max.message.bytes", ErrorCode.InvalidConfig)]
    [InlineData(ConfigResourceType.Broker, "", "message.max.bytes", ErrorCode.InvalidRequest)]
    public async Task A_batch_size_that_cannot_arrive_is_refused(ConfigResourceType type, string resource, string name, ErrorCode expected)
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t");
        Assert.Equal((ErrorCode.None, null), await AlterAsync(node, type, resource, name, BatchBytesMax));
        var (error, message) = await AlterAsync(node, type, resource, name, BatchBytesMax + 1);
        Assert.Equal(expected, error);
        Assert.Equal(
            $"Invalid value {BatchBytesMax + 1} for configuration {name}: "
                + $"Value must be no more than {BatchBytesMax}, the largest batch that this cluster takes",
            message);
    }

    [Theory]
    [InlineData(BatchBytesMax, ErrorCode.None)]
    [InlineData(BatchBytesMax + 1, ErrorCode.InvalidConfig)]
    public async Task A_topic_is_not_created_with_a_batch_size_that_cannot_arrive(int bytes, ErrorCode expected)
    {
        await using var node = await NodeFixture.StartAsync();
        var topic = new CreateTopicsRequest.CreatableTopic
        {
            Name = "t",
            NumPartitions = 1,
            ReplicationFactor = 1,
            Configs = [new() { Name = "max.message.bytes", Value = bytes.ToString(CultureInfo.InvariantCulture) }],
        };
        var created = await node.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(new() { Topics = [topic] });
        Assert.Equal(expected, created.Topics[0].ErrorCode);
    }

    [Fact]
    public async Task The_number_of_connections_is_not_changed_while_the_broker_runs()
    {
        await using var node = await NodeFixture.StartAsync();
        var (error, message) = await AlterAsync(node, ConfigResourceType.Broker, "", "max.connections", 5);
        Assert.Equal(ErrorCode.InvalidRequest, error);
        Assert.Contains("max.connections", message, StringComparison.Ordinal);
    }

    private static async Task<(ErrorCode Error, string? Message)> AlterAsync(
        NodeFixture node, ConfigResourceType type, string resource, string name, int value)
    {
        var config = new IncrementalAlterConfigsRequest.AlterableConfig
        {
            Name = name,
            Value = value.ToString(CultureInfo.InvariantCulture),
            ConfigOperation = (sbyte)ConfigOperationType.Set,
        };
        var altered = await node.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new() { Resources = [new() { ResourceType = (sbyte)type, ResourceName = resource, Configs = [config] }] });
        return (altered.Responses[0].ErrorCode, altered.Responses[0].ErrorMessage is { Length: > 0 } text ? text : null);
    }
}
