using System.Collections.Frozen;
using System.Globalization;
using Garam.Broker.Budgets;
using Garam.Broker.Cluster;
using Garam.Composition;
using Garam.Configuration;
using Garam.Controller.Groups;
using Garam.Metadata;
using Garam.Metadata.Configs;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.UnitTests.Documentation;

/// <summary>
/// Documents, DescribeConfigs and behaviour agree about every setting. The page takes its defaults from what is shown; here what is shown
/// is compared with what the parts act on.
/// </summary>
public sealed class SettingTests
{
    private static readonly DocumentedSettings Settings = DocumentedSettings.FromSource();

    private readonly ClusterState _state = new();

    [Fact]
    public void What_the_cluster_acts_on_can_be_altered_for_all_brokers_and_for_no_single_one()
    {
        var ofTopics = Settings.OfTopics.Select(name => ConfigCatalog.Topics[name].BrokerName!);
        Assert.All(Settings.OfBrokers.Concat(ofTopics), name => Assert.True(
            ConfigCatalog.Brokers[name] is { IsDynamic: true, IsClusterWide: true }, name));
        Assert.Equal(
            Settings.OfBrokers.Union(ofTopics).Order(StringComparer.Ordinal),
            ConfigCatalog.Brokers.All.Where(definition => definition.IsClusterWide).Select(definition => definition.Name));
    }

    [Fact]
    public void What_is_read_at_the_start_cannot_be_altered() =>
        Assert.All(Settings.Started.Keys.Except(Settings.OfBrokers), name => Assert.False(ConfigCatalog.Brokers[name].IsDynamic, name));

    [Fact]
    public void A_broker_shows_what_it_acts_on()
    {
        var options = DocumentedSettings.DefaultOptions;
        var resolver = new ConfigResolver(_state.Configs.Cut(), 1, StartedSettings.Changed(options).ToFrozenDictionary());
        var acted = new Dictionary<string, long>
        {
            ["connections.max.idle.ms"] = (long)options.Frames.ConnectionIdleMax.TotalMilliseconds,
            ["fetch.max.bytes"] = options.Fetch.ResponseBytesMax,
            ["log.retention.check.interval.ms"] = (long)options.Jobs.Interval.TotalMilliseconds,
            ["log.segment.delete.delay.ms"] = (long)options.Jobs.DeletionGrace.TotalMilliseconds,
            ["max.connections"] = options.ConnectionsMax,
            ["max.incremental.fetch.session.cache.slots"] = options.Fetch.SessionsMax,
            ["offsets.retention.check.interval.ms"] = (long)options.Groups.OffsetsRetentionCheckInterval.TotalMilliseconds,
            ["producer.id.expiration.ms"] = (long)options.Jobs.ProducerIdExpiration.TotalMilliseconds,
            ["socket.request.max.bytes"] = StartedSettings.RequestBytesMax(options),
        };
        foreach (var (name, value) in ActedOnByState())
        {
            acted.Add(name, value);
        }

        var settings = Settings.Started.Keys.Union(Settings.OfBrokers).Except(["auto.create.topics.enable", "delete.topic.enable"]);
        Assert.Equal(settings.Order(StringComparer.Ordinal), acted.Keys.Order(StringComparer.Ordinal));
        Assert.All(acted, setting => Assert.Equal(setting.Value, resolver.BrokerNumber(setting.Key)));
        Assert.Equal((true, true), (resolver.BrokerFlag("auto.create.topics.enable"), resolver.BrokerFlag("delete.topic.enable")));
        Assert.Equal((true, true), (BrokerSettings.Of(_state).AutoCreateTopics, BrokerSettings.Of(_state).DeleteTopics));
    }

    [Fact]
    public void A_setting_that_is_altered_is_acted_on_at_once()
    {
        Dictionary<string, long> altered = [];
        foreach (var name in ActedOnByState().Keys)
        {
            altered.Add(name, 10_000 + altered.Count);
            Alter(ConfigResource.BrokerDefault, name, altered[name].ToString(CultureInfo.InvariantCulture));
        }

        Alter(ConfigResource.BrokerDefault, "auto.create.topics.enable", "FALSE");
        Alter(ConfigResource.BrokerDefault, "delete.topic.enable", " false ");
        Assert.Equal(altered, ActedOnByState());
        Assert.Equal((false, false), (BrokerSettings.Of(_state).AutoCreateTopics, BrokerSettings.Of(_state).DeleteTopics));
    }

    /// <summary>For a topic and as the default of all topics alike.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_topics_setting_is_acted_on_wherever_it_is_set(bool isDefault)
    {
        var before = _state.Configs.SettingsOf("t");
        Dictionary<string, string> values = new()
        {
            ["cleanup.policy"] = "compact",
            ["garam.compressed.records.validation"] = "full",
            ["max.message.bytes"] = " 11",
            ["message.timestamp.after.max.ms"] = "12",
            ["message.timestamp.before.max.ms"] = "+13",
            ["message.timestamp.type"] = "LogAppendTime",
            ["retention.bytes"] = "14",
            ["retention.ms"] = "15",
        };
        Assert.Equal(Settings.OfTopics.Order(StringComparer.Ordinal), values.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, value) in values)
        {
            Alter(
                isDefault ? ConfigResource.BrokerDefault : ConfigResource.Topic("t"),
                isDefault ? ConfigCatalog.Topics[name].BrokerName! : name, value);
        }

        Assert.Equal(
            new TopicSettings
            {
                IsCompacted = true,
                IsDeleted = false,
                MaxMessageBytes = 11,
                TimestampAfterMaxMs = 12,
                TimestampBeforeMaxMs = 13,
                UsesLogAppendTime = true,
                ValidatesCompressedRecords = true,
                RetentionBytes = 14,
                RetentionMs = 15,
            },
            _state.Configs.SettingsOf("t"));
        Assert.NotEqual(before, _state.Configs.SettingsOf("t"));
    }

    [Fact]
    public void A_server_has_the_limits_of_its_parts()
    {
        var (served, limits) = (new ServeOptions(), new StateLimits());
        Assert.Equal(
            (limits.TopicsMax, limits.PartitionsMax, limits.ProducersMax), (served.TopicsMax, served.PartitionsMax, served.ProducersMax));
    }

    [Fact]
    public void Compaction_that_is_not_built_is_said_in_the_documentation() =>
        Assert.All(
            [ConfigCatalog.Topics["cleanup.policy"], ConfigCatalog.Brokers["log.cleanup.policy"]],
            definition => Assert.EndsWith(
                "nothing is compacted until compaction is built.", definition.Documentation, StringComparison.Ordinal));

    private Dictionary<string, long> ActedOnByState()
    {
        var groups = new GroupSettings(new StateReader(_state), new GroupCoordinatorOptions());
        var brokers = BrokerSettings.Of(_state);
        return new Dictionary<string, long>
        {
            ["default.replication.factor"] = brokers.ReplicationFactor,
            ["group.initial.rebalance.delay.ms"] = (long)groups.InitialRebalanceDelay.TotalMilliseconds,
            ["group.max.session.timeout.ms"] = (long)groups.SessionTimeoutMax.TotalMilliseconds,
            ["group.max.size"] = groups.GroupSizeMax,
            ["group.min.session.timeout.ms"] = (long)groups.SessionTimeoutMin.TotalMilliseconds,
            ["message.max.bytes"] = groups.RecordBytesMax,
            ["num.partitions"] = brokers.Partitions,
            ["offset.metadata.max.bytes"] = groups.OffsetMetadataBytesMax,
            ["offsets.retention.minutes"] = (long)groups.OffsetsRetention.TotalMinutes,
        };
    }

    private void Alter(ConfigResource resource, string name, string value)
    {
        if (resource.Type == ConfigResourceType.Topic && !_state.Topics.TryGet(resource.Name, out _))
        {
            _state.Apply(
                new CreateTopic { Name = resource.Name, TopicId = new Uuid(1, 1), Partitions = 1 },
                _state.Sequence + 1, new ApplyEffects());
        }

        var plan = new ConfigPlanner(_state.Configs.Cut()).Plan(
            resource, [new ConfigOperation(name, ConfigOperationType.Set, value)], replaceAll: false);
        Assert.True(plan.Command is not null, plan.Message);
        Assert.Equal(ErrorCode.None, _state.Apply(plan.Command, _state.Sequence + 1, new ApplyEffects()).Error);
    }

    private sealed class StateReader(ClusterState state) : IGroupStateReader
    {
        public T Read<T>(Func<ClusterState, T> reader) => reader(state);
    }
}
