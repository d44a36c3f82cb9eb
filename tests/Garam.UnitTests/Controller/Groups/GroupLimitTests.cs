using Garam.Controller.Groups;
using Garam.Metadata.Configs;
using Garam.Metadata.Groups;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.OffsetCommit;

namespace Garam.UnitTests.Controller.Groups;

/// <summary>Where Kafka's limit on a group lies, to the byte, and what all groups together may take.</summary>
public sealed class GroupLimitTests
{
    private const int RecordBytesMax = 1_048_588;
    private static readonly Uuid LogsId = new(1, 1);

    /// <summary>
    /// Measured with Kafka 4.3.1: the largest part that it stores for one member "diff-(uuid)" of 127.0.0.1 in a group with a name of 11
    /// letters.
    /// </summary>
    [Theory]
    [InlineData(1_048_331, true)]
    [InlineData(1_048_332, false)]
    public void A_group_is_measured_as_the_record_that_kafka_would_write(int assignmentBytes, bool fits)
    {
        var member = new MemberState { MemberId = "diff-" + new string('0', 36), ClientId = "diff", ClientHost = "/127.0.0.1" };
        var state = new GroupState("d48700-g345") { ProtocolType = "consumer", ProtocolName = "range", LeaderId = member.MemberId };
        var group = ClassicGroup.From(state, TimeSpan.Zero);
        Assert.Equal(fits, OffsetsTopicRecords.Group(group, OffsetsTopicRecords.Member(member, 13, assignmentBytes)) <= RecordBytesMax);
    }

    /// <summary>
    /// Measured with Kafka 4.3.1: 280 partitions in one commit, the first with so much metadata and the others with 3,659 letters.
    /// </summary>
    [Theory]
    [InlineData(3_930, true)]
    [InlineData(3_931, false)]
    public void A_commit_is_measured_as_the_batch_that_kafka_would_write(int metadataLength, bool fits)
    {
        var offsets = Enumerable.Range(0, 280).Select(index => ("d48700-t345", new string('x', index == 0 ? metadataLength : 3_659)));
        Assert.Equal(fits, OffsetsTopicRecords.Commit("d48700-g345", offsets) <= RecordBytesMax);
    }

    [Fact]
    public void A_member_that_no_record_can_hold_is_refused_before_it_is_kept() => GroupWorld.Run(async world =>
    {
        Assert.Equal(ErrorCode.UnknownServerError, (await world.Join(version: 3, adapt: Subscribe(2_000_000))).ErrorCode);
        Assert.Equal(ErrorCode.UnknownServerError, (await world.Join(adapt: Subscribe(2_000_000))).ErrorCode);
        Assert.Empty(world.Leader.Applied);
    });

    [Fact]
    public void A_member_that_makes_a_group_too_large_is_refused_and_the_others_notice_nothing() => GroupWorld.Run(async world =>
    {
        var first = await world.JoinTwice(Subscribe(600_000));
        await world.Sync(first);
        Assert.Equal(ErrorCode.UnknownServerError, (await world.Join(adapt: Subscribe(600_000))).ErrorCode);
        Assert.Equal(ErrorCode.None, await world.Heartbeat(first));
    });

    [Fact]
    public void A_generation_that_no_record_can_hold_is_refused_for_all_members_that_wait() => GroupWorld.Run(async world =>
    {
        var first = await world.JoinTwice();
        var second = world.JoinTwice();
        await GroupWorld.Settle();
        first = await world.Join(first.MemberId);
        var follower = world.Sync(await second);
        var leader = await world.Sync(first, adapt: request => request.Assignments[0].Assignment = new byte[RecordBytesMax]);

        Assert.Equal((ErrorCode.UnknownServerError, ErrorCode.UnknownServerError), (leader.ErrorCode, (await follower).ErrorCode));
        Assert.Equal(ErrorCode.RebalanceInProgress, await world.Heartbeat(first));
        Assert.Equal(GroupPhase.CompletingRebalance, world.State.Phase);
    });

    [Fact]
    public void Raising_the_limit_on_batches_raises_that_on_groups() => GroupWorld.Run(async world =>
    {
        world.Leader.Apply(new AlterConfigs
        {
            ResourceTypeValue = (sbyte)ConfigResourceType.Broker,
            ResourceName = "",
            Changes = [new ConfigChange { Name = "message.max.bytes", Value = "3000000" }],
        });
        Assert.Equal(ErrorCode.None, (await world.JoinTwice(Subscribe(2_000_000))).ErrorCode);
    });

    [Fact]
    public void Groups_are_bounded() => GroupWorld.Run(
        async world =>
        {
            Assert.Equal(ErrorCode.None, (await JoinIn(world, "a")).ErrorCode);
            Assert.Equal(ErrorCode.None, await Commit(world, "b", ""));
            Assert.Equal(ErrorCode.GroupMaxSizeReached, (await JoinIn(world, "c")).ErrorCode);
            Assert.Equal(ErrorCode.InvalidCommitOffsetSize, await Commit(world, "d", ""));
            Assert.Equal(ErrorCode.None, await Commit(world, "b", "again"));
            Assert.Null(world.Leader.Find("c"));
        },
        new GroupCoordinatorOptions { GroupsMax = 2 });

    [Fact]
    public void Members_and_ids_given_out_are_bounded_over_all_groups() => GroupWorld.Run(
        async world =>
        {
            var first = await JoinIn(world, "a");
            Assert.Equal(ErrorCode.MemberIdRequired, (await JoinIn(world, "b", version: 9)).ErrorCode);
            Assert.Equal(ErrorCode.GroupMaxSizeReached, (await JoinIn(world, "c")).ErrorCode);
            Assert.Equal(ErrorCode.None, (await JoinIn(world, "a", memberId: first.MemberId)).ErrorCode);

            // The id of b runs out.
            await world.Pass(TimeSpan.FromSeconds(11));

            Assert.Equal(ErrorCode.None, (await JoinIn(world, "c")).ErrorCode);
        },
        new GroupCoordinatorOptions { MembersMax = 2 });

    [Fact]
    public void Memory_is_bounded_over_all_groups_and_given_back() => GroupWorld.Run(
        async world =>
        {
            world.Leader.Apply(new CreateTopic { Name = "logs", TopicId = LogsId, Partitions = 600 });
            var first = await JoinIn(world, "a", bytes: 60_000);
            Assert.Equal(ErrorCode.GroupMaxSizeReached, (await JoinIn(world, "b", bytes: 60_000)).ErrorCode);
            Assert.Equal(ErrorCode.InvalidCommitOffsetSize, await Commit(world, "c", new string('x', 3_000), partitions: 10));

            // A group that is there may go on as it is, and with less.
            Assert.Equal(ErrorCode.None, (await JoinIn(world, "a", first.MemberId, bytes: 60_000)).ErrorCode);
            Assert.Equal(ErrorCode.None, (await JoinIn(world, "a", first.MemberId, bytes: 10_000)).ErrorCode);
            Assert.Equal(ErrorCode.None, (await JoinIn(world, "b", bytes: 60_000)).ErrorCode);
        },
        new GroupCoordinatorOptions { MemoryMax = 100_000 });

    [Fact]
    public void Parked_members_count_although_nothing_of_them_is_durable() => GroupWorld.Run(
        async world =>
        {
            var first = await JoinIn(world, "a");
            var parked = JoinIn(world, "a", bytes: 60_000);
            await GroupWorld.Settle();
            Assert.False(parked.IsCompleted);
            Assert.Equal(ErrorCode.GroupMaxSizeReached, (await JoinIn(world, "a", bytes: 60_000)).ErrorCode);
            await JoinIn(world, "a", first.MemberId);
            Assert.Equal(ErrorCode.None, (await parked).ErrorCode);
        },
        new GroupCoordinatorOptions { MemoryMax = 100_000 });

    [Fact]
    public void Requests_that_wait_for_a_change_count_too() => GroupWorld.Run(
        async world =>
        {
            var first = await JoinIn(world, "a");
            world.Leader.IsHolding = true;
            var leave = world.Ask<Garam.Protocol.Messages.LeaveGroup.LeaveGroupResponse>(
                new Garam.Protocol.Messages.LeaveGroup.LeaveGroupRequest { GroupId = "a", Members = [new() { MemberId = first.MemberId }] },
                5);
            var waiting = JoinIn(world, "a", bytes: 60_000);
            Assert.Equal(ErrorCode.CoordinatorLoadInProgress, (await JoinIn(world, "a", bytes: 60_000)).ErrorCode);
            world.Leader.IsHolding = false;
            world.Leader.Release();
            await leave;
            Assert.Equal(ErrorCode.None, (await waiting).ErrorCode);
            await world.Pass(TimeSpan.FromSeconds(11));
            Assert.Equal(ErrorCode.None, (await JoinIn(world, "b", bytes: 90_000)).ErrorCode);
        },
        new GroupCoordinatorOptions { MemoryMax = 100_000 });

    [Fact]
    public void A_commit_that_no_batch_can_hold_is_refused_whole() => GroupWorld.Run(async world =>
    {
        world.Leader.Apply(new CreateTopic { Name = "logs", TopicId = LogsId, Partitions = 600 });
        Assert.Equal(ErrorCode.None, await Commit(world, "a", new string('x', 4_096), partitions: 250));
        Assert.Equal(ErrorCode.UnknownServerError, await Commit(world, "b", new string('x', 4_096), partitions: 300));
        Assert.Null(world.Leader.Find("b"));
    });

    [Fact]
    public void Commits_in_flight_are_bounded_whether_their_clients_wait_or_not() => GroupWorld.Run(async world =>
    {
        world.Leader.Apply(new CreateTopic { Name = "logs", TopicId = LogsId, Partitions = 600 });
        world.Leader.IsHolding = true;
        var commits = Enumerable.Range(0, 20)
            .Select(number => Commit(world, $"group-{number}", new string('x', 4_096), partitions: 250)).ToList();
        await GroupWorld.Settle();
        Assert.Contains(commits, commit => commit is { IsCompleted: true, Result: ErrorCode.CoordinatorLoadInProgress });
        Assert.InRange(world.Leader.HeldCount, 10, 16);

        world.Leader.IsHolding = false;
        world.Leader.Release();
        await Task.WhenAll(commits);

        Assert.Equal(ErrorCode.None, await Commit(world, "group-0", new string('x', 4_096), partitions: 250));
    });

    private static Action<JoinGroupRequest> Subscribe(int bytes) => request => request.Protocols[0].Metadata = new byte[bytes];

    private static Task<JoinGroupResponse> JoinIn(
        GroupWorld world, string groupId, string memberId = "", int bytes = 10, short version = 3) =>
        world.Join(memberId, version: version, adapt: request =>
        {
            request.GroupId = groupId;
            request.Protocols[0].Metadata = new byte[bytes];
        });

    private static async Task<ErrorCode> Commit(GroupWorld world, string groupId, string metadata, int partitions = 1)
    {
        if (world.Leader.Cluster.Topics.Count == 0)
        {
            world.Leader.Apply(new CreateTopic { Name = "logs", TopicId = LogsId, Partitions = 600 });
        }

        var request = new OffsetCommitRequest
        {
            GroupId = groupId,
            GenerationIdOrMemberEpoch = -1,
            Topics =
            [
                new OffsetCommitRequest.OffsetCommitRequestTopic
                {
                    Name = "logs",
                    Partitions =
                    [
                        .. Enumerable.Range(0, partitions).Select(index => new OffsetCommitRequest.OffsetCommitRequestPartition
                        {
                            PartitionIndex = index,
                            CommittedOffset = 1,
                            CommittedMetadata = metadata,
                        }),
                    ],
                },
            ],
        };
        return (await world.Ask<OffsetCommitResponse>(request, 9)).Topics[0].Partitions[0].ErrorCode;
    }
}
