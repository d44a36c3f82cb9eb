using Garam.Journal.Gateway;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteGroups;
using Garam.Protocol.Messages.DescribeGroups;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.LeaveGroup;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Protocol.Messages.OffsetFetch;
using Garam.Protocol.Messages.SyncGroup;
using Garam.Protocol.Wire;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.Cluster;

/// <summary>An agent that is about to stop sends clients to the others before it does anything for them.</summary>
public sealed class DrainingTests
{
    [Fact]
    public void New_batches_are_refused_and_nothing_is_written() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("t", 1);
        Assert.Equal(ErrorCode.None, (await rig.ProduceAsync(topic, 0, Batches.Make(3))).ErrorCode);
        rig.Draining.Begin();
        Assert.Equal(ErrorCode.NotLeaderOrFollower, (await rig.ProduceAsync(topic, 0, Batches.Make(3))).ErrorCode);
        Assert.Single(rig.Leader.Commits);
    });

    [Fact]
    public void A_batch_that_was_accepted_before_is_acknowledged() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("t", 1);
        var accepted = rig.ProduceAsync(topic, 0, Batches.Make(3));
        rig.Draining.Begin();
        Assert.Equal((ErrorCode.None, 0), ((await accepted).ErrorCode, (await accepted).BaseOffset));
    });

    [Fact]
    public void Readers_keep_their_position_and_look_for_the_leader_again() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("t", 1);
        await rig.ProduceAsync(topic, 0, Batches.Make(3));
        rig.Draining.Begin();
        var answer = await rig.FetchAsync(topic, 0, 0);
        Assert.Equal((ErrorCode.NotLeaderOrFollower, 0, false), (answer.ErrorCode, answer.Records.Length, answer.Records.IsNull));
    });

    [Theory]
    [MemberData(nameof(GroupRequests))]
    public void Members_of_groups_look_for_their_coordinator_again(ApiKey key, IMessage request, short version) => BrokerRig.Run((rig, _) =>
    {
        var absence = new LeaderAbsence(version, default, rig.Leader.Replica) { IsDraining = true };
        using var answer = FrameEncoding.Response(key, version, 1, CoordinatorApis.Get(key).WithoutLeader(request, absence));
        Assert.Equal([ErrorCode.NotCoordinator], answer.Errors!.Keys);
        return Task.CompletedTask;
    });

    public static TheoryData<ApiKey, IMessage, short> GroupRequests() => new()
    {
        { ApiKey.JoinGroup, new JoinGroupRequest { GroupId = "g" }, 9 },
        { ApiKey.SyncGroup, new SyncGroupRequest { GroupId = "g" }, 5 },
        { ApiKey.Heartbeat, new HeartbeatRequest { GroupId = "g" }, 4 },
        { ApiKey.LeaveGroup, new LeaveGroupRequest { GroupId = "g" }, 5 },
        { ApiKey.OffsetCommit, new OffsetCommitRequest { GroupId = "g", Topics = [new() { Name = "t", Partitions = [new()] }] }, 8 },
        { ApiKey.OffsetFetch, new OffsetFetchRequest { Groups = [new() { GroupId = "g" }] }, 8 },
        { ApiKey.DescribeGroups, new DescribeGroupsRequest { Groups = ["g"] }, 5 },
        { ApiKey.DeleteGroups, new DeleteGroupsRequest { GroupsNames = ["g"] }, 2 },
    };
}
