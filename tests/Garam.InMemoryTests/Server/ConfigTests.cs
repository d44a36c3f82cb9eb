using System.Globalization;
using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Messages.AlterConfigs;
using Garam.Protocol.Messages.DescribeConfigs;
using Garam.Protocol.Messages.IncrementalAlterConfigs;
using Garam.Protocol.Messages.ListConfigResources;
using Change = Garam.Protocol.Messages.IncrementalAlterConfigs.IncrementalAlterConfigsRequest.AlterableConfig;
using Shown = Garam.Protocol.Messages.DescribeConfigs.DescribeConfigsResponse.DescribeConfigsResourceResult;

namespace Garam.InMemoryTests.Server;

/// <summary>Settings of topics and brokers: shown, changed, refused.</summary>
public sealed class ConfigTests
{
    [Fact]
    public async Task A_topic_setting_is_set_shown_with_its_source_and_deleted_again()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t");
        Assert.Equal(ErrorCode.None, await AlterAsync(node, "t", Set("retention.ms", "60000")));
        var set = await ShowAsync(node, "t", "retention.ms");
        Assert.Equal(ErrorCode.None, await AlterAsync(
            node, "t", new Change { Name = "retention.ms", ConfigOperation = (sbyte)ConfigOperationType.Delete, Value = null }));
        var deleted = await ShowAsync(node, "t", "retention.ms");

        Assert.Equal(("60000", (sbyte)ConfigSource.DynamicTopic, false), (set.Value, set.ConfigSource, set.ReadOnly));
        Assert.Equal(["retention.ms"], set.Synonyms.Select(synonym => synonym.Name));
        Assert.Equal(("604800000", (sbyte)ConfigSource.Default), (deleted.Value, deleted.ConfigSource));
    }

    [Fact]
    public async Task A_topic_shows_what_was_understood_of_a_value()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync(
            "t", 1, ("retention.ms", " +0007 "), ("preallocate", "TRUE"),
            ("cleanup.policy", " compact , delete,compact"), ("min.cleanable.dirty.ratio", "1e-4"));
        (string Name, string Value)[] expected =
            [("retention.ms", "7"), ("preallocate", "true"), ("cleanup.policy", "compact,delete"), ("min.cleanable.dirty.ratio", "1.0E-4")];
        foreach (var (name, value) in expected)
        {
            var shown = await ShowAsync(node, "t", name);
            Assert.Equal((value, value), (shown.Value, shown.Synonyms[0].Value));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    public async Task A_name_that_no_topic_can_have_has_no_settings(string name)
    {
        await using var node = await NodeFixture.StartAsync();
        var resource = new DescribeConfigsRequest.DescribeConfigsResource
        {
            ResourceType = (sbyte)ConfigResourceType.Topic,
            ResourceName = name,
        };
        var answer = await node.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(new() { Resources = [resource] });
        Assert.Equal(ErrorCode.InvalidTopicException, answer.Results[0].ErrorCode);
        Assert.Empty(answer.Results[0].Configs);
    }

    [Fact]
    public async Task Lists_are_appended_to_and_subtracted_from()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t");
        Assert.Equal(ErrorCode.None, await AlterAsync(
            node, "t", new Change { Name = "cleanup.policy", ConfigOperation = (sbyte)ConfigOperationType.Append, Value = "compact" }));
        Assert.Equal("delete,compact", (await ShowAsync(node, "t", "cleanup.policy")).Value);

        Assert.Equal(ErrorCode.None, await AlterAsync(
            node, "t", new Change { Name = "cleanup.policy", ConfigOperation = (sbyte)ConfigOperationType.Subtract, Value = "delete" }));
        Assert.Equal("compact", (await ShowAsync(node, "t", "cleanup.policy")).Value);
        Assert.Equal(
            ErrorCode.InvalidConfig,
            await AlterAsync(
                node, "t", new Change { Name = "retention.ms", ConfigOperation = (sbyte)ConfigOperationType.Append, Value = "1" }));
    }

    [Theory]
    [InlineData("t", "retention.ms", "soon", 0, ErrorCode.InvalidConfig)]
    [InlineData("t", "cleanup.policy", "shred", 0, ErrorCode.InvalidConfig)]
    [InlineData("t", "no.such.setting", "1", 0, ErrorCode.InvalidConfig)]
    [InlineData("t", "retention.ms", null, 0, ErrorCode.InvalidRequest)]
    [InlineData("t", "retention.ms", "1", 9, ErrorCode.InvalidRequest)]
    [InlineData("missing", "retention.ms", "1", 0, ErrorCode.UnknownTopicOrPartition)]
    [InlineData("", "retention.ms", "1", 0, ErrorCode.InvalidRequest)]
    [InlineData("missing", "retention.ms", "soon", 0, ErrorCode.InvalidConfig)]
    [InlineData("a b", "retention.ms", "1", 0, ErrorCode.InvalidTopicException)]
    [InlineData("t", "no.such.setting", null, 0, ErrorCode.InvalidRequest)]
    [InlineData("t", "no.such.setting", "1", 2, ErrorCode.InvalidConfig)]
    [InlineData("t", "cleanup.policy", "compact,,delete", 0, ErrorCode.InvalidConfig)]
    [InlineData("t", "cleanup.policy", "", 2, ErrorCode.InvalidConfig)]
    [InlineData("t", "remote.storage.enable", "true", 0, ErrorCode.InvalidConfig)]
    [InlineData("t", "min.compaction.lag.ms", "6", 0, ErrorCode.InvalidConfig, "max.compaction.lag.ms", "5")]
    public async Task A_change_that_makes_no_sense_is_refused_and_changes_nothing(
        string topic, string name, string? value, sbyte operation, ErrorCode expected, params string[] before)
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t", 1, before is [var set, var to] ? [(set, to)] : []);
        Assert.Equal(expected, await AlterAsync(
            node, topic, Set("max.message.bytes", "77"), new Change { Name = name, Value = value, ConfigOperation = operation }));
        Assert.Equal((sbyte)ConfigSource.Default, (await ShowAsync(node, "t", "max.message.bytes")).ConfigSource);
    }

    [Theory]
    [InlineData("", "num.partitions", "0", ErrorCode.InvalidRequest)]
    [InlineData("", "log.dirs", "/elsewhere", ErrorCode.InvalidRequest)]
    [InlineData("one", "num.partitions", "3", ErrorCode.InvalidRequest)]
    [InlineData("", "num.partitions", "3", ErrorCode.None)]
    [InlineData("4711", "num.io.threads", "3", ErrorCode.InvalidRequest)]
    [InlineData("own", "num.io.threads", "3", ErrorCode.None)]
    [InlineData("own", "message.max.bytes", "3", ErrorCode.InvalidRequest)]
    [InlineData("", "message.max.bytes", "3", ErrorCode.None)]
    [InlineData("", "message.max.bytes", null, ErrorCode.InvalidRequest)]
    [InlineData("", "listeners", "PLAINTEXT://127.0.0.1:1", ErrorCode.InvalidRequest)]
    [InlineData("own", "listeners", "PLAINTEXT://127.0.0.1:1", ErrorCode.InvalidRequest)]
    [InlineData("", "ssl.keystore.location", "/k", ErrorCode.InvalidRequest)]
    [InlineData("own", "listener.name.x.ssl.keystore.location", "/k", ErrorCode.InvalidRequest)]
    [InlineData("", "max.connections", "3", ErrorCode.InvalidRequest)]
    [InlineData("", "of.a.plug-in", "3", ErrorCode.None)]
    public async Task Broker_settings_are_checked_too(string broker, string name, string? value, ErrorCode expected)
    {
        await using var node = await NodeFixture.StartAsync();
        var resource = broker == "own" ? (await node.MetadataAsync()).ControllerId.ToString(CultureInfo.InvariantCulture) : broker;
        Assert.Equal(expected, await AlterAsync(node, resource, ConfigResourceType.Broker, Set(name, value)));
    }

    [Fact]
    public async Task Twice_the_same_resource_or_key_is_refused()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t");
        Assert.Equal(ErrorCode.InvalidRequest, await AlterAsync(node, "t", Set("retention.ms", "1"), Set("retention.ms", "2")));

        var resource = new IncrementalAlterConfigsRequest.AlterConfigsResource
        {
            ResourceType = (sbyte)ConfigResourceType.Topic,
            ResourceName = "t",
            Configs = [Set("retention.ms", "1")],
        };
        var twice = await node.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new() { Resources = [resource, resource] });
        Assert.Equal([ErrorCode.InvalidRequest, ErrorCode.InvalidRequest], twice.Responses.Select(response => response.ErrorCode));
    }

    [Fact]
    public async Task Validation_alone_changes_nothing()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t");
        var resource = new IncrementalAlterConfigsRequest.AlterConfigsResource
        {
            ResourceType = (sbyte)ConfigResourceType.Topic,
            ResourceName = "t",
            Configs = [Set("retention.ms", "1")],
        };
        var validated = await node.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new() { Resources = [resource], ValidateOnly = true });
        Assert.Equal(ErrorCode.None, validated.Responses[0].ErrorCode);
        Assert.Equal((sbyte)ConfigSource.Default, (await ShowAsync(node, "t", "retention.ms")).ConfigSource);
    }

    [Fact]
    public async Task The_old_request_resets_what_it_does_not_name()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t", 1, ("retention.ms", "1000"), ("max.message.bytes", "2000"));
        var resource = new AlterConfigsRequest.AlterConfigsResource
        {
            ResourceType = (sbyte)ConfigResourceType.Topic,
            ResourceName = "t",
            Configs = [new() { Name = "max.message.bytes", Value = "3000" }],
        };
        var answer = await node.CallAsync<AlterConfigsRequest, AlterConfigsResponse>(new() { Resources = [resource] });
        Assert.Equal(ErrorCode.None, answer.Responses[0].ErrorCode);
        Assert.Equal("3000", (await ShowAsync(node, "t", "max.message.bytes")).Value);
        Assert.Equal((sbyte)ConfigSource.Default, (await ShowAsync(node, "t", "retention.ms")).ConfigSource);
    }

    [Fact]
    public async Task A_default_of_all_brokers_reaches_every_topic_that_does_not_set_its_own()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t");
        await node.AlterBrokerAsync("log.retention.ms", "5000");
        var shown = await ShowAsync(node, "t", "retention.ms");
        Assert.Equal(("5000", (sbyte)ConfigSource.DynamicDefaultBroker), (shown.Value, shown.ConfigSource));
    }

    [Fact]
    public async Task A_broker_shows_all_its_settings_and_what_it_was_started_with()
    {
        await using var node = await NodeFixture.StartAsync();
        var id = (await node.MetadataAsync()).ControllerId;
        var all = await DescribeAsync(node, ConfigResourceType.Broker, id.ToString(CultureInfo.InvariantCulture), null, version: 4);
        var older = await DescribeAsync(node, ConfigResourceType.Broker, id.ToString(CultureInfo.InvariantCulture), null, version: 1);

        Assert.Equal(ConfigCatalog.Brokers.All.Count, all.Configs.Length);
        Assert.Equal(all.Configs.Length, older.Configs.Length);
        var nodeId = all.Configs.Single(config => config.Name == "node.id");
        Assert.Equal(
            (id.ToString(CultureInfo.InvariantCulture), (sbyte)ConfigSource.StaticBroker, true),
            (nodeId.Value, nodeId.ConfigSource, nodeId.ReadOnly));
        Assert.All(all.Configs.Where(config => config.IsSensitive), config => Assert.Null(config.Value));
        Assert.All(all.Configs, config => Assert.NotEmpty(config.Documentation!));
        Assert.All(older.Configs, config => Assert.Equal(0, config.ConfigType));
    }

    [Fact]
    public async Task Another_broker_a_missing_topic_and_other_resources_cannot_be_described()
    {
        await using var node = await NodeFixture.StartAsync();
        Assert.Equal(ErrorCode.InvalidRequest, (await DescribeAsync(node, ConfigResourceType.Broker, "12345", null)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await DescribeAsync(node, ConfigResourceType.Topic, "missing", null)).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, (await DescribeAsync(node, (ConfigResourceType)8, "1", null)).ErrorCode);
    }

    [Fact]
    public async Task Resources_are_listed_by_type()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t");
        Assert.Equal(
            ["t"], (await ListAsync(node, (sbyte)ConfigResourceType.Topic)).ConfigResources.Select(resource => resource.ResourceName));
        Assert.Single((await ListAsync(node, (sbyte)ConfigResourceType.Broker)).ConfigResources);
        Assert.Equal(ErrorCode.UnsupportedVersion, (await ListAsync(node, 99)).ErrorCode);
        Assert.Empty((await node.CallAsync<ListConfigResourcesRequest, ListConfigResourcesResponse>(new(), 0)).ConfigResources);
        Assert.Contains(
            (await ListAsync(node)).ConfigResources,
            resource => resource is { ResourceName: "t", ResourceType: (sbyte)ConfigResourceType.Topic });
    }

    private static Change Set(string name, string? value) =>
        new() { Name = name, Value = value, ConfigOperation = (sbyte)ConfigOperationType.Set };

    private static Task<ErrorCode> AlterAsync(NodeFixture node, string topic, params Change[] changes) =>
        AlterAsync(node, topic, ConfigResourceType.Topic, changes);

    private static async Task<ErrorCode> AlterAsync(NodeFixture node, string name, ConfigResourceType type, params Change[] changes)
    {
        var resource = new IncrementalAlterConfigsRequest.AlterConfigsResource
        {
            ResourceType = (sbyte)type,
            ResourceName = name,
            Configs = changes,
        };
        var answer = await node.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new() { Resources = [resource] });
        return Assert.Single(answer.Responses).ErrorCode;
    }

    private static async Task<Shown> ShowAsync(NodeFixture node, string topic, string name)
    {
        var described = await DescribeAsync(node, ConfigResourceType.Topic, topic, [name]);
        return Assert.Single(described.Configs);
    }

    private static async Task<DescribeConfigsResponse.DescribeConfigsResult> DescribeAsync(
        NodeFixture node, ConfigResourceType type, string name, string[]? keys, short version = short.MaxValue)
    {
        var resource = new DescribeConfigsRequest.DescribeConfigsResource
        {
            ResourceType = (sbyte)type,
            ResourceName = name,
            ConfigurationKeys = keys,
        };
        var request = new DescribeConfigsRequest { Resources = [resource], IncludeSynonyms = true, IncludeDocumentation = version >= 3 };
        return Assert.Single((await node.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(request, version)).Results);
    }

    private static Task<ListConfigResourcesResponse> ListAsync(NodeFixture node, params sbyte[] types) =>
        node.CallAsync<ListConfigResourcesRequest, ListConfigResourcesResponse>(new() { ResourceTypes = types });
}
