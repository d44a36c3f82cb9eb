using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteGroups;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Protocol.Messages.OffsetDelete;
using Garam.Protocol.Messages.OffsetFetch;

namespace Garam.UnitTests.Controller.Groups;

public sealed class OffsetTests
{
    private static readonly Uuid LogsId = new(1, 1);

    [Fact]
    public void A_member_commits_and_reads_back_by_every_version() => Run(async world =>
    {
        var joined = await world.Stable();
        Assert.Equal(ErrorCode.None, await Commit(world, joined, 42));
        for (short version = 1; version <= 10; version++)
        {
            Assert.Equal(42, await Fetch(world, version));
        }
    });

    [Fact]
    public void Offsets_survive_the_leader() => Run(async world =>
    {
        await Commit(world, await world.Stable(), 42);
        world.FailOver();
        Assert.Equal(42, await Fetch(world));
    });

    [Fact]
    public void A_simple_consumer_commits_to_a_group_that_nobody_is_in() => Run(async world =>
    {
        Assert.Equal(ErrorCode.None, await Commit(world, null, 7));
        Assert.Equal(7, await Fetch(world));
        await world.Stable();
        Assert.Equal(ErrorCode.UnknownMemberId, await Commit(world, null, 8));
        Assert.Equal(7, await Fetch(world));
    });

    [Fact]
    public void A_commit_is_refused_for_each_thing_that_is_wrong() => Run(async world =>
    {
        var stranger = new JoinGroupResponse { MemberId = "made-up", GenerationId = 1 };
        Assert.Equal(ErrorCode.GroupIdNotFound, await Commit(world, stranger, 1));
        Assert.Equal(ErrorCode.IllegalGeneration, await Commit(world, stranger, 1, version: 8));
        var joined = await world.JoinTwice();
        Assert.Equal(ErrorCode.RebalanceInProgress, await Commit(world, joined, 1));
        await world.Sync(joined);
        Assert.Equal(ErrorCode.UnknownMemberId, await Commit(world, stranger, 1));
        joined.GenerationId++;
        Assert.Equal(ErrorCode.IllegalGeneration, await Commit(world, joined, 1));
        Assert.Equal(-1, await Fetch(world));
    });

    [Fact]
    public void What_the_former_process_of_a_static_member_commits_is_fenced() => Run(async world =>
    {
        var former = await world.Stable("host-1");
        await world.Join(instanceId: "host-1");
        var request = CommitOf(former, 1);
        request.GroupInstanceId = "host-1";
        Assert.Equal(ErrorCode.FencedInstanceId, (await world.Ask<OffsetCommitResponse>(request, 10)).Topics[0].Partitions[0].ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, await Commit(world, former, 1));
    });

    [Fact]
    public void A_commit_that_a_rebalance_overtakes_changes_nothing() => Run(async world =>
    {
        var members = await world.StableOf(2);
        world.Leader.IsHolding = true;
        var leave = world.Leave(members[1].MemberId);
        await GroupWorld.Settle();
        var commit = Commit(world, members[1], 99);
        await GroupWorld.Settle();
        world.Leader.Release();
        await leave;
        await GroupWorld.Settle();
        world.Leader.Release();
        Assert.Equal(ErrorCode.UnknownMemberId, await commit);
        Assert.Equal(-1, await Fetch(world));
    });

    [Fact]
    public void Unknown_topics_and_partitions_are_refused_alone() => Run(async world =>
    {
        var request = CommitOf(null, 5);
        request.Topics = [.. request.Topics, Topic("nothing", default, 0), Topic("logs", LogsId, 9)];
        var answer = await world.Ask<OffsetCommitResponse>(request, 9);
        Assert.Equal(
            [ErrorCode.None, ErrorCode.UnknownTopicOrPartition, ErrorCode.UnknownTopicOrPartition],
            answer.Topics.Select(topic => topic.Partitions[0].ErrorCode));

        request.Topics = [Topic("", new Uuid(9, 9), 0)];
        Assert.Equal(ErrorCode.UnknownTopicId, (await world.Ask<OffsetCommitResponse>(request, 10)).Topics[0].Partitions[0].ErrorCode);
    });

    [Fact]
    public void Metadata_above_the_limit_is_refused() => Run(async world =>
    {
        var request = CommitOf(null, 5);
        request.Topics[0].Partitions[0].CommittedMetadata = new string('x', 4097);
        Assert.Equal(
            ErrorCode.OffsetMetadataTooLarge, (await world.Ask<OffsetCommitResponse>(request, 9)).Topics[0].Partitions[0].ErrorCode);
        Assert.Equal(-1, await Fetch(world));
    });

    [Fact]
    public void A_commit_keeps_a_session_alive() => Run(async world =>
    {
        var joined = await world.Stable();
        await world.Pass(TimeSpan.FromSeconds(8));
        await Commit(world, joined, 1);
        await world.Pass(TimeSpan.FromSeconds(8));
        Assert.Equal(ErrorCode.None, await world.Heartbeat(joined));
    });

    [Fact]
    public void All_topics_of_a_group_are_listed_and_a_deleted_one_is_not() => Run(async world =>
    {
        await Commit(world, null, 5);
        Assert.Equal(1, await CountAll(world));
        world.Leader.Apply(new DeleteTopic { TopicId = LogsId });
        Assert.Equal(0, await CountAll(world));
        world.Leader.Apply(new CreateTopic { Name = "logs", TopicId = new Uuid(2, 2), Partitions = 2 });
        Assert.Equal(-1, await Fetch(world, 9));
    });

    [Fact]
    public void What_is_asked_twice_is_answered_once() => Run(async world =>
    {
        await Commit(world, null, 5);
        var twice = new OffsetFetchRequest.OffsetFetchRequestTopics { Name = "logs", PartitionIndexes = [0, 1, 0] };
        var request = new OffsetFetchRequest
        {
            Groups =
            [
                new OffsetFetchRequest.OffsetFetchRequestGroup { GroupId = GroupWorld.GroupId, Topics = null },
                new OffsetFetchRequest.OffsetFetchRequestGroup { GroupId = GroupWorld.GroupId, Topics = null },
                new OffsetFetchRequest.OffsetFetchRequestGroup
                {
                    GroupId = "other",
                    Topics = [twice, new OffsetFetchRequest.OffsetFetchRequestTopics { Name = "logs", PartitionIndexes = [1] }],
                },
            ],
        };

        var answer = await world.Ask<OffsetFetchResponse>(request, 9);

        Assert.Equal([GroupWorld.GroupId, "other"], answer.Groups.Select(group => group.GroupId));
        Assert.Equal([0, 1], Assert.Single(answer.Groups[1].Topics).Partitions.Select(partition => partition.PartitionIndex));
    });

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void More_partitions_than_a_cluster_has_are_refused(short version) => Run(async world =>
    {
        int[] partitions = [.. Enumerable.Range(0, 200_001)];
        var request = new OffsetFetchRequest
        {
            GroupId = GroupWorld.GroupId,
            Topics = [new OffsetFetchRequest.OffsetFetchRequestTopic { Name = "logs", PartitionIndexes = partitions }],
            Groups =
            [
                new OffsetFetchRequest.OffsetFetchRequestGroup
                {
                    GroupId = GroupWorld.GroupId,
                    Topics = [new OffsetFetchRequest.OffsetFetchRequestTopics { Name = "logs", PartitionIndexes = partitions }],
                },
            ],
        };
        var answer = await world.Ask<OffsetFetchResponse>(request, version);
        Assert.Equal(ErrorCode.InvalidRequest, version < 8 ? answer.ErrorCode : answer.Groups[0].ErrorCode);
        Assert.Empty(answer.Topics);
    });

    [Fact]
    public void Offsets_that_a_member_reads_by_are_not_deleted() => Run(async world =>
    {
        await Commit(world, null, 5);
        var joined = await world.Stable();
        Assert.Equal(ErrorCode.GroupSubscribedToTopic, await DeleteOffset(world));
        await world.Leave(joined.MemberId);
        Assert.Equal(ErrorCode.None, await DeleteOffset(world));
        Assert.Equal(-1, await Fetch(world));
    });

    [Fact]
    public void Deleting_offsets_is_refused_for_groups_that_are_not_there_or_not_consumers() => Run(async world =>
    {
        Assert.Equal(ErrorCode.GroupIdNotFound, await DeleteOffset(world));
        await world.JoinTwice(request => request.ProtocolType = "connect");
        Assert.Equal(ErrorCode.NonEmptyGroup, await DeleteOffset(world));
    });

    [Fact]
    public void A_group_is_deleted_with_its_offsets_when_nobody_is_in_it() => Run(async world =>
    {
        Assert.Equal(ErrorCode.GroupIdNotFound, await DeleteGroup(world));
        var joined = await world.Stable();
        await Commit(world, joined, 5);
        Assert.Equal(ErrorCode.NonEmptyGroup, await DeleteGroup(world));
        await world.Leave(joined.MemberId);
        Assert.Equal(ErrorCode.None, await DeleteGroup(world));
        Assert.Null(world.Leader.Find(GroupWorld.GroupId));
        Assert.Equal(-1, await Fetch(world));
    });

    [Fact]
    public void A_group_of_ids_that_nobody_used_is_deleted_with_them() => Run(async world =>
    {
        var given = await world.Join();
        Assert.Equal(ErrorCode.None, await DeleteGroup(world));
        Assert.Equal(ErrorCode.UnknownMemberId, (await world.Join(given.MemberId)).ErrorCode);
    });

    private static void Run(Func<GroupWorld, Task> scenario) => GroupWorld.Run(world =>
    {
        world.Leader.Apply(new CreateTopic { Name = "logs", TopicId = LogsId, Partitions = 2 });
        return scenario(world);
    });

    private static OffsetCommitRequest.OffsetCommitRequestTopic Topic(string name, Uuid id, int partition, long offset = 1) => new()
    {
        Name = name,
        TopicId = id,
        Partitions = [new OffsetCommitRequest.OffsetCommitRequestPartition { PartitionIndex = partition, CommittedOffset = offset }],
    };

    private static OffsetCommitRequest CommitOf(JoinGroupResponse? member, long offset) => new()
    {
        GroupId = GroupWorld.GroupId,
        MemberId = member?.MemberId ?? "",
        GenerationIdOrMemberEpoch = member?.GenerationId ?? -1,
        Topics = [Topic("logs", LogsId, 0, offset)],
    };

    private static async Task<ErrorCode> Commit(GroupWorld world, JoinGroupResponse? member, long offset, short version = 10) =>
        (await world.Ask<OffsetCommitResponse>(CommitOf(member, offset), version)).Topics[0].Partitions[0].ErrorCode;

    private static async Task<long> Fetch(GroupWorld world, short version = 10)
    {
        var request = new OffsetFetchRequest
        {
            GroupId = GroupWorld.GroupId,
            Topics = [new OffsetFetchRequest.OffsetFetchRequestTopic { Name = "logs", PartitionIndexes = [0] }],
            Groups =
            [
                new OffsetFetchRequest.OffsetFetchRequestGroup
                {
                    GroupId = GroupWorld.GroupId,
                    Topics = [new OffsetFetchRequest.OffsetFetchRequestTopics { Name = "logs", TopicId = LogsId, PartitionIndexes = [0] }],
                },
            ],
        };
        var answer = await world.Ask<OffsetFetchResponse>(request, version);
        return version < 8 ? answer.Topics[0].Partitions[0].CommittedOffset : answer.Groups[0].Topics[0].Partitions[0].CommittedOffset;
    }

    private static async Task<int> CountAll(GroupWorld world)
    {
        var request = new OffsetFetchRequest
        {
            Groups = [new OffsetFetchRequest.OffsetFetchRequestGroup { GroupId = GroupWorld.GroupId, Topics = null }],
        };
        return (await world.Ask<OffsetFetchResponse>(request, 9)).Groups[0].Topics.Length;
    }

    private static async Task<ErrorCode> DeleteOffset(GroupWorld world)
    {
        var request = new OffsetDeleteRequest
        {
            GroupId = GroupWorld.GroupId,
            Topics =
            [
                new OffsetDeleteRequest.OffsetDeleteRequestTopic
                {
                    Name = "logs",
                    Partitions = [new OffsetDeleteRequest.OffsetDeleteRequestPartition { PartitionIndex = 0 }],
                },
            ],
        };
        var answer = await world.Ask<OffsetDeleteResponse>(request, 0);
        return answer.ErrorCode != ErrorCode.None ? answer.ErrorCode : answer.Topics[0].Partitions[0].ErrorCode;
    }

    private static async Task<ErrorCode> DeleteGroup(GroupWorld world) =>
        (await world.Ask<DeleteGroupsResponse>(new DeleteGroupsRequest { GroupsNames = [GroupWorld.GroupId] }, 2)).Results[0].ErrorCode;
}
