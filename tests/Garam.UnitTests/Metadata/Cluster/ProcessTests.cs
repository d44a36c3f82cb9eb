using Garam.Metadata.Cluster;
using Garam.Metadata.State;
using Garam.Protocol;
using static Garam.UnitTests.Metadata.TestCluster;

namespace Garam.UnitTests.Metadata.Cluster;

public sealed class ProcessTests
{
    private readonly TestCluster _cluster = new();

    [Fact]
    public void A_node_id_stays_with_its_address_for_ever()
    {
        var first = Register(9093);
        _cluster.Apply(new RemoveProcess { IncarnationValue = first.IncarnationValue });
        var other = Register(9094);
        var again = Register(9093);

        Assert.NotEqual(first.NodeId, other.NodeId);
        Assert.Equal(first.NodeId, again.NodeId);
        Assert.True(again.IncarnationValue > other.IncarnationValue);
    }

    [Fact]
    public void A_new_life_at_an_address_closes_the_old_one()
    {
        var first = Register(9093);
        var second = Register(9093);

        Assert.False(_cluster.State.Processes.TryGet(first.Incarnation, out _));
        Assert.True(_cluster.State.Processes.TryGet(second.Incarnation, out _));
    }

    [Fact]
    public void From_level_2_on_a_node_id_stays_with_its_name_under_any_address()
    {
        _cluster.RaiseFeatureLevel();
        var first = Register("a", 9093);
        var moved = Register("a", 9095);
        var other = Register("b", 9096);

        Assert.Equal(first.NodeId, moved.NodeId);
        Assert.NotEqual(first.NodeId, other.NodeId);
        Assert.False(_cluster.State.Processes.TryGet(first.Incarnation, out _));
        Assert.True(_cluster.State.Processes.TryGet(moved.Incarnation, out _));
        Assert.Equal(first.NodeId, Load(Snapshot(_cluster.State)).Processes.NodeIds.CaptureNames()["a"]);
    }

    [Fact]
    public void A_name_takes_over_the_id_that_its_address_had_before_level_2()
    {
        var before = Register(9093);
        _cluster.RaiseFeatureLevel();

        Assert.Equal(before.NodeId, Register("a", 9093).NodeId);
        Assert.NotEqual(before.NodeId, Register("b", 9093).NodeId);
    }

    [Fact]
    public void Another_name_at_the_same_address_closes_the_old_life_and_gets_an_id_of_its_own()
    {
        _cluster.RaiseFeatureLevel();
        var first = Register("a", 9093);
        var second = Register("b", 9093);

        Assert.NotEqual(first.NodeId, second.NodeId);
        Assert.False(_cluster.State.Processes.TryGet(first.Incarnation, out _));
    }

    [Fact]
    public void Only_so_many_names_are_remembered_and_no_id_is_given_twice()
    {
        _cluster.RaiseFeatureLevel();
        var oldest = Register("oldest", 1);
        var living = Register("living", 2);
        var ids = new HashSet<int> { oldest.NodeId, living.NodeId };
        _cluster.Apply(new RemoveProcess { IncarnationValue = oldest.IncarnationValue });
        for (var i = 0; i < NodeIdTable.NamesMax; i++)
        {
            Assert.True(ids.Add(Register($"pod-{i}", 3).NodeId));
        }

        Assert.Equal(NodeIdTable.NamesMax, _cluster.State.Processes.NodeIds.CaptureNames().Count);
        Assert.Equal(living.NodeId, Register("living", 2).NodeId);
        Assert.True(ids.Add(Register("oldest", 1).NodeId));
    }

    [Fact]
    public void An_agent_that_is_about_to_stop_still_commits_and_is_marked()
    {
        _cluster.RaiseFeatureLevel();
        var agent = Register("a", 9093);
        _cluster.Apply(new DrainProcess { IncarnationValue = agent.IncarnationValue });
        _cluster.Apply(new DrainProcess { IncarnationValue = 99 });

        var restored = Load(Snapshot(_cluster.State));
        Assert.True(restored.Processes.TryGet(agent.Incarnation, out var process));
        Assert.Equal((true, "a", "1.2"), (process.IsDraining, process.Name, process.ProgramVersion));
        Assert.Equal(new HostPort("i", 7), process.Internal);
        Assert.NotNull(process.RegisteredAtMs);
    }

    [Fact]
    public void A_process_keeps_its_listeners_per_zone_through_a_snapshot()
    {
        _cluster.RaiseFeatureLevel();
        var agent = Register("a", 9093, ("b", 9095), ("c", 9096));

        var process = ProcessOf(Load(Snapshot(_cluster.State)), agent);
        Assert.Equal(["localhost:9093", "localhost:9095@b", "localhost:9096@c"], process.ClientAddresses.Select(one => one.ToString()));
        Assert.Equal(new HostPort("localhost", 9096), process.AddressFor("c"));
        Assert.Equal(new HostPort("localhost", 9093), process.AddressFor("z"));
        Assert.Equal(new HostPort("localhost", 9093), process.AddressFor(null));
    }

    [Fact]
    public void A_first_listener_with_a_zone_is_listed_once()
    {
        _cluster.RaiseFeatureLevel();
        var process = ProcessOf(_cluster.State, Register("a", 9093, ("a", 9093), ("b", 9094)));

        Assert.Equal(["localhost:9093@a", "localhost:9094@b"], process.ClientAddresses.Select(one => one.ToString()));
    }

    [Fact]
    public void Below_level_3_a_process_has_its_first_address_only()
    {
        _cluster.RaiseFeatureLevel(FeatureLevels.Two);

        Assert.Empty(ProcessOf(_cluster.State, Register("a", 9093, ("b", 9095))).ZoneListeners);
    }

    [Fact]
    public void A_listener_at_the_address_of_another_process_closes_that_one()
    {
        _cluster.RaiseFeatureLevel();
        var first = Register("a", 9093, ("b", 9095));
        var second = Register("b", 9094, ("b", 9096));
        Register("c", 9097, ("b", 9095));
        Register("d", 9096);

        Assert.False(_cluster.State.Processes.TryGet(first.Incarnation, out _));
        Assert.False(_cluster.State.Processes.TryGet(second.Incarnation, out _));
    }

    [Theory]
    [InlineData("", 9094, 1)]
    [InlineData("b", -1, 1)]
    [InlineData("b", 70_000, 1)]
    [InlineData("b", 9094, 2)]
    public void A_listener_without_a_zone_or_a_port_is_refused_and_so_is_a_zone_with_two(string zone, int port, int times)
    {
        _cluster.RaiseFeatureLevel();

        Assert.Equal(ErrorCode.InvalidRegistration, Register("a", 9093, [.. Enumerable.Repeat((zone, port), times)]).Error);
    }

    [Fact]
    public void A_process_has_a_bounded_number_of_listeners()
    {
        _cluster.RaiseFeatureLevel();
        (string, int)[] zones = [.. Enumerable.Range(0, ProcessState.ZoneListenersMax + 1).Select(i => ($"z{i}", 10_000 + i))];

        Assert.Equal(ErrorCode.None, Register("a", 9093, zones[1..]).Error);
        Assert.Equal(ErrorCode.InvalidRegistration, Register("a", 9093, zones).Error);
    }

    [Fact]
    public void An_address_without_a_host_is_refused() =>
        Assert.Equal(ErrorCode.InvalidRegistration, _cluster.Apply<RegisterProcessResult>(new RegisterProcess { Port = 1 }).Error);

    [Fact]
    public void The_cluster_id_is_given_once()
    {
        Assert.Equal(ErrorCode.None, _cluster.Apply(new SetClusterIdentity { ClusterId = "one" }).Error);
        Assert.Equal(ErrorCode.InconsistentClusterId, _cluster.Apply(new SetClusterIdentity { ClusterId = "two" }).Error);
        Assert.Equal("one", _cluster.State.Facts.ClusterId);
    }

    [Fact]
    public void A_claim_needs_a_higher_epoch()
    {
        Assert.Equal(ErrorCode.None, _cluster.Apply(new LeaderClaim { Epoch = 2, Host = "a" }).Error);
        Assert.Equal(ErrorCode.StaleControllerEpoch, _cluster.Apply(new LeaderClaim { Epoch = 2, Host = "b" }).Error);
        Assert.Equal("a", _cluster.State.Facts.Leader?.Host);
    }

    [Fact]
    public void Only_the_leader_of_the_newest_epoch_can_resign()
    {
        _cluster.Apply(new LeaderClaim { Epoch = 2 });

        Assert.Equal(ErrorCode.StaleControllerEpoch, _cluster.Apply(new Resign { Epoch = 1 }).Error);
        Assert.False(_cluster.State.Facts.Leader!.HasResigned);
        Assert.Equal(ErrorCode.None, _cluster.Apply(new Resign { Epoch = 2 }).Error);
        Assert.True(_cluster.State.Facts.Leader!.HasResigned);
    }

    [Fact]
    public void Watermark_and_feature_level_only_rise()
    {
        _cluster.Apply(new SetFeatureLevel { Level = 2 });
        Assert.Equal(ErrorCode.FeatureUpdateFailed, _cluster.Apply(new SetFeatureLevel { Level = 1 }).Error);

        _cluster.Apply(new RaiseBirthWatermark { Watermark = 2 });
        _cluster.Apply(new RaiseBirthWatermark { Watermark = 1 });
        Assert.Equal(2, _cluster.State.Facts.BirthWatermark);
        Assert.Equal(ErrorCode.InvalidRequest, _cluster.Apply(new RaiseBirthWatermark { Watermark = 1000 }).Error);
    }

    [Fact]
    public void The_level_rises_as_far_as_every_registered_process_allows()
    {
        Assert.Null(PlanRaise(_cluster.State));
        _cluster.Apply<RegisterProcessResult>(
            new RegisterProcess { Name = "a", Host = "localhost", Port = 9092, FeatureLevelMax = FeatureLevels.Latest });
        Assert.Equal(FeatureLevels.Latest, PlanRaise(_cluster.State));

        var old = _cluster.Apply<RegisterProcessResult>(new RegisterProcess { Name = "b", Host = "b", Port = 1 });
        Assert.Null(PlanRaise(_cluster.State));
        _cluster.Apply(new RemoveProcess { IncarnationValue = old.IncarnationValue });
        Assert.Equal(FeatureLevels.Latest, PlanRaise(Load(Snapshot(_cluster.State))));

        _cluster.NowMs = 9_000;
        _cluster.RaiseFeatureLevel();
        Assert.Null(PlanRaise(_cluster.State));
        Assert.Equal(9_000, Load(Snapshot(_cluster.State)).Facts.CommitTimesSinceMs);
    }

    [Fact]
    public void Nobody_registered_raises_nothing() => Assert.Null(PlanRaise(new ClusterState()));

    private static short? PlanRaise(ClusterState state) => FeatureLevels.PlanRaise(state.Facts, state.Processes);

    private static ProcessState ProcessOf(ClusterState state, RegisterProcessResult life) =>
        state.Processes.TryGet(life.Incarnation, out var process) ? process : throw new InvalidOperationException($"{life.Error}");

    private RegisterProcessResult Register(string name, int port, params (string Zone, int Port)[] zones) =>
        _cluster.Apply<RegisterProcessResult>(new RegisterProcess
        {
            Name = name,
            Host = "localhost",
            Port = port,
            InternalHost = "i",
            InternalPort = 7,
            ProgramVersion = "1.2",
            ZoneListeners = [.. zones.Select(one => new ZoneListener { Zone = one.Zone, Host = "localhost", Port = one.Port })],
        });

    private RegisterProcessResult Register(int port) =>
        _cluster.Apply<RegisterProcessResult>(new RegisterProcess { Host = "localhost", Port = port });
}
