using Garam.Broker.Cluster;
using Garam.Broker.Requests;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Transport.Frames;
using Garam.UnitTests.Broker.Support;
using static Garam.UnitTests.Broker.Support.BrokerRig;

namespace Garam.UnitTests.Broker.Cluster;

/// <summary>Clients are kept in their zone. The agent under test is in zone a; beside it there are two in b and one in c.</summary>
public sealed class ZoneTests
{
    [Fact]
    public void A_client_that_names_its_zone_sees_the_agents_of_that_zone() => Run((rig, _) =>
    {
        StartAgents(rig);
        Assert.Equal([2, 3, 4, 5], Nodes(rig, null));
        Assert.Equal([2], Nodes(rig, "a"));
        Assert.Equal([3, 4], Nodes(rig, "b"));
        return Task.CompletedTask;
    });

    [Fact]
    public void A_client_of_a_zone_without_agents_sees_all_of_them() => Run((rig, _) =>
    {
        StartAgents(rig);
        Assert.Equal([2, 3, 4, 5], Nodes(rig, "z"));
        Assert.Null(View(rig, "z").Zone);
        return Task.CompletedTask;
    });

    [Fact]
    public void An_agent_that_is_about_to_stop_is_not_shown() => Run((rig, _) =>
    {
        var agents = StartAgents(rig);
        rig.Leader.Apply(new DrainProcess { IncarnationValue = agents[1].IncarnationValue });
        Assert.Equal([2, 4, 5], Nodes(rig, null));
        Assert.Equal([4], Nodes(rig, "b"));

        rig.Leader.Apply(new DrainProcess { IncarnationValue = agents[2].IncarnationValue });
        Assert.Equal([2, 5], Nodes(rig, "b"));
        return Task.CompletedTask;
    });

    [Fact]
    public void Partitions_of_readers_have_a_replica_in_each_zone_and_the_leader_first() => Run((rig, _) =>
    {
        StartAgents(rig);
        var topic = Topic(rig, rig.Leader.CreateTopic("t", 20));
        var view = View(rig, null);
        for (var partition = 0; partition < 20; partition++)
        {
            var forReaders = view.LeadershipInZones(topic, partition);
            Assert.Equal(["a", "b", "c"], forReaders.Replicas.Select(node => ZoneOf(view, node)).Order());
            Assert.Equal(forReaders.LeaderId, forReaders.Replicas[0]);
            Assert.Equal(PartitionPlacement.NodeOf(new TopicPartition(topic.Id, partition), view.Agents), forReaders.LeaderId);
            Assert.Equal([forReaders.LeaderId], view.LeadershipOf(topic, partition).Replicas);
        }

        return Task.CompletedTask;
    });

    [Fact]
    public void A_reader_with_a_rack_is_sent_to_the_replica_in_its_zone() => Run(async (rig, _) =>
    {
        StartAgents(rig);
        var topic = rig.Leader.CreateTopic("t", 8);
        await rig.ProduceAsync(topic, 0, Batches.Make(3));
        for (var partition = 0; partition < 8; partition++)
        {
            var answer = await FetchAsync(rig, topic, partition, "b");
            Assert.Equal((ErrorCode.None, 0, false), (answer.ErrorCode, answer.Records.Length, answer.Records.IsNull));
            Assert.Equal(partition == 0 ? 3 : 0, answer.HighWatermark);

            var replicas = View(rig, null).LeadershipInZones(Topic(rig, topic), partition).Replicas;
            Assert.Contains(answer.PreferredReadReplica, replicas);
            Assert.Equal("b", ZoneOf(View(rig, null), answer.PreferredReadReplica));
        }
    });

    [Theory]
    [InlineData("", "test")]
    [InlineData("a", "test")]
    [InlineData("z", "test")]
    [InlineData("b", "app,zone=c")]
    public void Other_readers_are_served_here(string rack, string clientId) => Run(async (rig, _) =>
    {
        StartAgents(rig);
        var topic = rig.Leader.CreateTopic("t", 1);
        await rig.ProduceAsync(topic, 0, Batches.Make(3));
        var answer = await FetchAsync(rig, topic, 0, rack, clientId);
        Assert.Equal(-1, answer.PreferredReadReplica);
        Assert.True(answer.Records.Length > 0);
    });

    [Fact]
    public void A_topic_that_does_not_exist_is_not_sent_elsewhere() => Run(async (rig, _) =>
    {
        StartAgents(rig);
        var topic = rig.Leader.CreateTopic("t", 1);
        Assert.Equal(ErrorCode.UnknownTopicId, (await FetchAsync(rig, new Uuid(1, 2), 0, "b")).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await FetchAsync(rig, topic, 9, "b")).ErrorCode);
    });

    [Fact]
    public void A_group_stays_with_the_agent_that_was_asked_unless_that_is_in_another_zone() => Run((rig, _) =>
    {
        StartAgents(rig);
        var locator = new CoordinatorLocator(rig.Leader.Replica, new BrokerIdentity(2, new Dictionary<string, string>()));
        Assert.Equal(2, Locate(locator, "test", "g"));
        Assert.Equal(2, Locate(locator, "zone=a", "g"));
        Assert.Equal(5, Locate(locator, "zone=c", "g"));
        Assert.All(Enumerable.Range(0, 50), group => Assert.InRange(Locate(locator, "zone=b", $"g{group}"), 3, 4));
        Assert.Equal(2, Enumerable.Range(0, 50).Select(group => Locate(locator, "zone=b", $"g{group}")).Distinct().Count());
        return Task.CompletedTask;
    });

    /// <summary>The rig's own process, node 1, tells no zone and goes.</summary>
    private static RegisterProcessResult[] StartAgents(BrokerRig rig)
    {
        rig.Leader.Apply(new SetFeatureLevel { Level = FeatureLevels.Latest });
        string[] zones = ["a", "b", "b", "c"];
        var agents = zones.Select((zone, i) => (RegisterProcessResult)rig.Leader.Apply(
            new RegisterProcess { Name = $"agent-{i}", Host = $"host-{i}", Port = 9092, Zone = zone })).ToArray();
        rig.Leader.Apply(new DrainProcess { IncarnationValue = rig.Leader.Incarnation.Value });
        return agents;
    }

    private static ClusterView View(BrokerRig rig, string? zone) =>
        rig.Leader.Replica.Read(zone, static (state, zone) => ClusterView.Of(state, zone));

    private static IEnumerable<int> Nodes(BrokerRig rig, string? zone) => View(rig, zone).Agents.Select(agent => agent.NodeId);

    private static string? ZoneOf(ClusterView view, int nodeId) => view.Agents.Single(agent => agent.NodeId == nodeId).Zone;

    private static TopicState Topic(BrokerRig rig, Uuid id) =>
        rig.Leader.Replica.Read(id, static (state, id) => state.Topics.TryGet(id, out var topic) ? topic : null)!;

    private static int Locate(CoordinatorLocator locator, string clientId, string group)
    {
        var context = new RequestContext(ApiKey.FindCoordinator, 4, 1, clientId, 0, new FrameConnection(1, null));
        return locator.Look(context).Choose(group)!.Value.NodeId;
    }

    private static async Task<FetchResponse.PartitionData> FetchAsync(
        BrokerRig rig, Uuid topic, int partition, string rack, string clientId = "test")
    {
        var request = Requests.Fetch((topic, partition, 0, 1 << 20));
        request.RackId = rack;
        var answer = await rig.CallAsync<FetchResponse>(rig.FetchHandler, request, 13, clientId: clientId);
        return answer!.Responses[0].Partitions[0];
    }
}
