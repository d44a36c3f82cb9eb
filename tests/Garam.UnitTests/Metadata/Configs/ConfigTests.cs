using System.Collections.Frozen;
using Garam.Metadata.Configs;
using Garam.Protocol;

namespace Garam.UnitTests.Metadata.Configs;

public sealed class ConfigTests
{
    private static readonly ConfigResource Topic = ConfigResource.Topic("t");

    private readonly TestCluster _cluster = new();

    public ConfigTests() => _cluster.CreateTopic("t");

    [Fact]
    public void The_catalogs_have_all_settings_of_Kafka_4_3_1_and_a_few_of_our_own()
    {
        Assert.Equal((33, 340), (OfKafka(ConfigCatalog.Topics), OfKafka(ConfigCatalog.Brokers)));

        static int OfKafka(ConfigCatalog catalog) =>
            catalog.All.Count(definition => !definition.Name.StartsWith("garam.", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_default_is_valid_and_every_broker_name_exists()
    {
        foreach (var definition in ConfigCatalog.Topics.All.Concat(ConfigCatalog.Brokers.All).Where(
            definition => definition.Default is not null))
        {
            Assert.True(definition.Default is "" or "null" || definition.Fault(definition.Default!) is null, definition.Name);
        }

        Assert.All(ConfigCatalog.Topics.All, topic => Assert.True(
            topic.BrokerName is null || ConfigCatalog.Brokers.TryGet(topic.BrokerName, out _)));
    }

    /// <summary>The messages are those that Apache Kafka 4.3.1 answered to the same values.</summary>
    [Theory]
    [InlineData("retention.ms", "abc", "Invalid value abc for configuration retention.ms: Not a number of type LONG")]
    [InlineData("retention.ms", "-5", "Invalid value -5 for configuration retention.ms: Value must be at least -1")]
    [InlineData(
        "retention.ms", "99999999999999999999",
        "Invalid value 99999999999999999999 for configuration retention.ms: Not a number of type LONG")]
    [InlineData("retention.ms", " 5 ", null)]
    [InlineData("retention.bytes", "-5", null)]
    [InlineData("segment.bytes", "5", "Invalid value 5 for configuration segment.bytes: Value must be at least 1048576")]
    [InlineData("cleanup.policy", "foo", "Invalid value foo for configuration cleanup.policy: String must be one of: compact, delete")]
    [InlineData("cleanup.policy", "compact,delete,compact", null)]
    [InlineData("cleanup.policy", "", null)]
    [InlineData("cleanup.policy", "compact,,delete", "Configuration 'cleanup.policy' values must not be empty.")]
    [InlineData("min.cleanable.dirty.ratio", "0.3f", null)]
    [InlineData(
        "compression.gzip.level", "0",
        "Invalid value 0 for configuration compression.gzip.level: Value must be between 1 and 9 or equal to -1")]
    [InlineData("compression.gzip.level", "-1", null)]
    [InlineData(
        "compression.type", "abc",
        "Invalid value abc for configuration compression.type: String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer")]
    [InlineData("preallocate", "0", "Invalid value 0 for configuration preallocate: Expected value to be either true or false")]
    [InlineData(
        "min.cleanable.dirty.ratio", "1.5", "Invalid value 1.5 for configuration min.cleanable.dirty.ratio: Value must be no more than 1")]
    [InlineData("leader.replication.throttled.replicas", "0:1,2:3", null)]
    [InlineData("leader.replication.throttled.replicas", "*", null)]
    [InlineData(
        "leader.replication.throttled.replicas",
        "abc",
        "Invalid value [abc] for configuration leader.replication.throttled.replicas: leader.replication.throttled.replicas must be the "
            + "literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...")]
    public void Values_are_judged_in_Kafkas_words(string name, string value, string? fault) =>
        Assert.Equal(fault, ConfigCatalog.Topics[name].Fault(value));

    [Fact]
    public void Unknown_topic_settings_are_refused_unless_they_are_deleted()
    {
        Assert.Equal(
            (ErrorCode.InvalidConfig, "Unknown topic config name: no.such"), Refusal(Topic, new("no.such", ConfigOperationType.Set, "1")));
        Assert.Equal((ErrorCode.None, null), Refusal(Topic, new("no.such", ConfigOperationType.Delete, null)));
    }

    [Fact]
    public void Only_lists_can_be_appended_to() => Assert.Equal(
        (ErrorCode.InvalidConfig, "Can't APPEND to key retention.ms because its type is not LIST."),
        Refusal(Topic, new("retention.ms", ConfigOperationType.Append, "1")));

    [Fact]
    public void Appends_and_subtracts_start_from_what_counts()
    {
        Alter(Topic, new("cleanup.policy", ConfigOperationType.Append, "compact"));
        Assert.Equal("delete,compact", _cluster.State.Configs.SetOn(Topic)["cleanup.policy"]);

        Alter(Topic, new("cleanup.policy", ConfigOperationType.Subtract, "delete"));
        Assert.Equal((true, false), (_cluster.State.Configs.SettingsOf("t").IsCompacted, _cluster.State.Configs.SettingsOf("t").IsDeleted));
    }

    [Fact]
    public void Broker_settings_that_cannot_change_at_run_time_are_refused() => Assert.Equal(
        (ErrorCode.InvalidRequest, "Cannot update these configs dynamically: [node.id]"),
        Refusal(ConfigResource.BrokerDefault, new("node.id", ConfigOperationType.Set, "7")));

    [Fact]
    public void A_topic_falls_back_to_all_brokers_then_to_the_default()
    {
        var definition = ConfigCatalog.Topics["max.message.bytes"];
        Assert.Equal(("1048588", ConfigSource.Default), Effective());

        Alter(ConfigResource.BrokerDefault, new("message.max.bytes", ConfigOperationType.Set, "3"));
        Assert.Equal(("3", ConfigSource.DynamicDefaultBroker), Effective());
        Assert.Equal(3, _cluster.State.Configs.SettingsOf("t").MaxMessageBytes);

        Alter(Topic, new("max.message.bytes", ConfigOperationType.Set, "1"));
        Assert.Equal(("1", ConfigSource.DynamicTopic), Effective());
        Assert.Equal(["1", "3", "1048588"], Resolver().Topic("t", definition).Synonyms.Select(synonym => synonym.Value));

        (string?, ConfigSource) Effective() => (Resolver().Topic("t", definition).Value, Resolver().Topic("t", definition).Source);
    }

    /// <summary>An older program took it; a topic would behave by the agent that happens to be asked.</summary>
    [Fact]
    public void A_single_brokers_setting_counts_only_where_the_cluster_need_not_agree()
    {
        Assert.Equal(
            ErrorCode.InvalidRequest, Refusal(ConfigResource.Broker(1), new("message.max.bytes", ConfigOperationType.Set, "2")).Item1);
        _cluster.Apply(new AlterConfigs
        {
            ResourceTypeValue = (sbyte)ConfigResourceType.Broker,
            ResourceName = "1",
            Changes = [new() { Name = "message.max.bytes", Value = "2" }, new() { Name = "num.io.threads", Value = "2" }],
        });
        Assert.Equal(("1048588", "2"), (Resolver().BrokerValue("message.max.bytes"), Resolver().BrokerValue("num.io.threads")));
        Assert.Equal("1048588", Resolver().Topic("t", ConfigCatalog.Topics["max.message.bytes"]).Value);
    }

    /// <summary>Shows the values that Apache Kafka 4.3.1 showed.</summary>
    [Theory]
    [InlineData("retention.ms", " +0007 ", "7")]
    [InlineData("preallocate", " TRUE", "true")]
    [InlineData("compression.type", " gzip ", "gzip")]
    [InlineData("cleanup.policy", "delete, compact,delete", "delete,compact")]
    [InlineData("cleanup.policy", " ", "")]
    [InlineData("leader.replication.throttled.replicas", " 0:1 , 0:1,,1:2", "0:1,0:1,,1:2")]
    [InlineData("min.cleanable.dirty.ratio", "1", "1.0")]
    [InlineData("min.cleanable.dirty.ratio", ".5", "0.5")]
    [InlineData("min.cleanable.dirty.ratio", "0.0001", "1.0E-4")]
    [InlineData("min.cleanable.dirty.ratio", "1e-3", "0.001")]
    [InlineData("min.cleanable.dirty.ratio", "-0.0", "-0.0")]
    [InlineData("min.cleanable.dirty.ratio", "0.3f", "0.3")]
    [InlineData("min.cleanable.dirty.ratio", "12345678", "1.2345678E7")]
    [InlineData("min.cleanable.dirty.ratio", "1.5e300", "1.5E300")]
    [InlineData("min.cleanable.dirty.ratio", "1234567.25", "1234567.25")]
    [InlineData("min.cleanable.dirty.ratio", "1e7", "1.0E7")]
    [InlineData("min.cleanable.dirty.ratio", "1.7976931348623157E308", "1.7976931348623157E308")]
    [InlineData("min.cleanable.dirty.ratio", "-0.00012", "-1.2E-4")]
    [InlineData("retention.ms", "not a number any more", "not a number any more")]
    public void Values_are_shown_as_Kafka_has_parsed_them(string name, string value, string shown) =>
        Assert.Equal(shown, ConfigCatalog.Topics[name].Shown(value));

    [Fact]
    public void The_older_AlterConfigs_deletes_what_it_does_not_name()
    {
        Alter(Topic, new("retention.ms", ConfigOperationType.Set, "5"));
        var plan = new ConfigPlanner(_cluster.State.Configs.Cut()).Plan(
            Topic, [new("retention.bytes", ConfigOperationType.Set, "6")], replaceAll: true);
        _cluster.Apply(plan.Command!);

        Assert.Equal(["retention.bytes"], _cluster.State.Configs.SetOn(Topic).Keys);
    }

    [Fact]
    public void A_topic_that_does_not_exist_cannot_be_configured() =>
        Assert.Equal(
            ErrorCode.UnknownTopicOrPartition,
            _cluster.Apply(new AlterConfigs { ResourceTypeValue = (sbyte)ConfigResourceType.Topic, ResourceName = "nope" }).Error);

    private ConfigResolver Resolver() => new(_cluster.State.Configs.Cut(), 1, FrozenDictionary<string, string>.Empty);

    private (ErrorCode, string?) Refusal(ConfigResource resource, ConfigOperation operation)
    {
        var plan = new ConfigPlanner(_cluster.State.Configs.Cut()).Plan(resource, [operation], replaceAll: false);
        return (plan.Error, plan.Message);
    }

    private void Alter(ConfigResource resource, ConfigOperation operation) =>
        Assert.Equal(
            ErrorCode.None,
            _cluster.Apply(new ConfigPlanner(_cluster.State.Configs.Cut()).Plan(resource, [operation], replaceAll: false).Command!).Error);
}
