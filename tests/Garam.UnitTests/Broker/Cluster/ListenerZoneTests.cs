using System.Diagnostics.Metrics;
using Garam.Broker.Budgets;
using Garam.Broker.Cluster;
using Garam.Broker.Handlers.Cluster;
using Garam.Broker.Handlers.Groups;
using Garam.Broker.Handlers.Metadata;
using Garam.Broker.Leader;
using Garam.Broker.Topics;
using Garam.Metadata.Cluster;
using Garam.Protocol.Messages.DescribeCluster;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Messages.FindCoordinator;
using Garam.Protocol.Messages.Metadata;
using Garam.UnitTests.Broker.Support;
using Microsoft.Extensions.Logging.Abstractions;
using static Garam.UnitTests.Broker.Support.BrokerRig;

namespace Garam.UnitTests.Broker.Cluster;

/// <summary>
/// Clients are in the zone of the listener that they connect to. Node 2 is in zone a and node 3 in zone b, each with listeners for both.
/// Node 4 is in zone b too and has one address for all.
/// </summary>
public sealed class ListenerZoneTests
{
    [Theory]
    [InlineData(null, "2=host-2:1, 3=host-3:1, 4=host-4:1")]
    [InlineData("a", "2=host-2:1")]
    [InlineData("b", "3=host-3:2, 4=host-4:1")]
    public void Metadata_names_the_agents_of_the_listener_s_zone_by_their_addresses_for_it(string? zone, string agents) =>
        Run(async (rig, clock) =>
        {
            StartAgents(rig);

            Assert.Equal(agents, await MetadataAsync(rig, clock, zone));
        });

    [Fact]
    public void A_zone_in_the_client_id_says_which_agents_and_the_listener_by_which_addresses() => Run(async (rig, clock) =>
    {
        StartAgents(rig);

        Assert.Equal("2=host-2:2", await MetadataAsync(rig, clock, "b", "app,zone=a"));
        Assert.Equal("3=host-3:1, 4=host-4:1", await MetadataAsync(rig, clock, null, "app,zone=b"));
    });

    [Fact]
    public void A_listener_for_a_zone_without_agents_leads_to_all_and_is_counted() => Run(async (rig, clock) =>
    {
        StartAgents(rig);
        using var meters = new TestMeters();
        using var counted = new MeterListener();
        var count = 0L;
        counted.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "garam.zone.unknown" } && instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        counted.SetMeasurementEventCallback<long>((_, measurement, _, _) => count += measurement);
        counted.Start();

        Assert.Equal("2=host-2:1, 3=host-3:1, 4=host-4:1", await MetadataAsync(rig, clock, "z", meters: meters));
        Assert.Equal(1, count);
        await MetadataAsync(rig, clock, "b", meters: meters);
        Assert.Equal(1, count);
    });

    [Theory]
    [InlineData(null, "test", "2=host-2:1")]
    [InlineData("a", "test", "2=host-2:1")]
    [InlineData("b", "zone=a", "2=host-2:2")]
    public void A_group_stays_with_the_agent_that_was_asked_by_its_address_for_the_listener(
        string? zone, string clientId, string agent) =>
        Run(async (rig, _) =>
        {
            StartAgents(rig);

            Assert.Equal(agent, await CoordinatorAsync(rig, zone, clientId));
        });

    [Fact]
    public void A_group_of_another_zone_s_listener_is_sent_to_an_agent_of_that_zone() => Run(async (rig, _) =>
    {
        var node4 = StartAgents(rig);
        rig.Leader.Apply(new DrainProcess { IncarnationValue = node4.IncarnationValue });

        Assert.Equal("3=host-3:2", await CoordinatorAsync(rig, "b", "test"));
    });

    [Fact]
    public void A_description_of_the_cluster_has_the_agents_of_all_zones_by_their_addresses_for_the_listener() => Run(async (rig, _) =>
    {
        StartAgents(rig);
        var answer = await rig.CallAsync<DescribeClusterResponse>(
            new DescribeClusterHandler(rig.Leader.Replica), new DescribeClusterRequest(), 1, listenerZone: "b");

        Assert.Equal(
            ["2=host-2:2", "3=host-3:2", "4=host-4:1"], answer!.Brokers.Select(static one => $"{one.BrokerId}={one.Host}:{one.Port}"));
    });

    [Theory]
    [InlineData(null, true)]
    [InlineData("a", false)]
    [InlineData("z", true)]
    public void A_reader_with_a_rack_stays_in_the_zone_of_its_listener(string? zone, bool isElsewhere) => Run(async (rig, _) =>
    {
        StartAgents(rig);
        var topic = rig.Leader.CreateTopic("t", 1);
        await rig.ProduceAsync(topic, 0, Batches.Make(3));
        var request = Requests.Fetch((topic, 0, 0, 1 << 20));
        request.RackId = "b";

        var answer = await rig.CallAsync<FetchResponse>(rig.FetchHandler, request, 13, listenerZone: zone);

        Assert.Equal(isElsewhere, answer!.Responses[0].Partitions[0].PreferredReadReplica >= 0);
    });

    /// <summary>The rig's own process, node 1, goes.</summary>
    private static RegisterProcessResult StartAgents(BrokerRig rig)
    {
        rig.Leader.Apply(new SetFeatureLevel { Level = FeatureLevels.Latest });
        Register(2, "a", ("a", 1), ("b", 2));
        Register(3, "b", ("a", 1), ("b", 2));
        var last = Register(4, "b");
        rig.Leader.Apply(new DrainProcess { IncarnationValue = rig.Leader.Incarnation.Value });
        return last;

        RegisterProcessResult Register(int node, string zone, params (string Zone, int Port)[] listeners)
        {
            var result = (RegisterProcessResult)rig.Leader.Apply(new RegisterProcess
            {
                Name = $"agent-{node}",
                Host = $"host-{node}",
                Port = 1,
                Zone = zone,
                ZoneListeners = [.. listeners.Select(one => new ZoneListener { Zone = one.Zone, Host = $"host-{node}", Port = one.Port })],
            });
            Assert.Equal(node, result.NodeId);
            return result;
        }
    }

    private static async Task<string> MetadataAsync(
        BrokerRig rig, TimeProvider clock, string? zone, string clientId = "test", TestMeters? meters = null)
    {
        using var own = new TestMeters();
        var replica = rig.Leader.Replica;
        var creator = new TopicCreator(
            replica, new LeaderCommands(rig.Leader, replica, clock), new UuidSource(new Random(1)),
            new StateBudgets(own, replica, new StateLimits()), new MessageSizeLimit(1 << 20, 1 << 20),
            new CompactionNotice(replica, NullLogger<CompactionNotice>.Instance));
        var handler = new MetadataHandler(replica, creator, new ZoneMetrics(meters ?? own));
        var answer = await rig.CallAsync<MetadataResponse>(
            handler, new MetadataRequest { Topics = [] }, 12, clientId: clientId, listenerZone: zone);
        return string.Join(", ", answer!.Brokers.Select(static one => $"{one.NodeId}={one.Host}:{one.Port}"));
    }

    private static async Task<string> CoordinatorAsync(BrokerRig rig, string? zone, string clientId)
    {
        var locator = new CoordinatorLocator(rig.Leader.Replica, new BrokerIdentity(2, new Dictionary<string, string>()));
        var answer = await rig.CallAsync<FindCoordinatorResponse>(
            new FindCoordinatorHandler(locator), new FindCoordinatorRequest { CoordinatorKeys = ["g"] }, 4, clientId: clientId,
            listenerZone: zone);
        var found = answer!.Coordinators[0];
        return $"{found.NodeId}={found.Host}:{found.Port}";
    }
}
