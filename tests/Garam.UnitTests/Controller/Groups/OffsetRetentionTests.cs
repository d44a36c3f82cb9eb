using Garam.Controller.Groups;
using Garam.Controller.Leadership;
using Garam.Metadata.Groups;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Controller.Groups;

public sealed class OffsetRetentionTests
{
    private static readonly Uuid LogsId = new(1, 1);
    private static readonly Uuid OtherId = new(1, 2);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Fact]
    public void Offsets_of_a_simple_consumer_expire_by_their_own_age_and_the_group_with_the_last() => Run(async (world, loop) =>
    {
        Commit(world, LogsId);
        await Round(world, loop, Week - TimeSpan.FromMinutes(1));
        Commit(world, OtherId);
        await Round(world, loop, TimeSpan.FromMinutes(2));
        Assert.Equal([OtherId], world.State.Offsets.Keys.Select(key => key.TopicId));
        await Round(world, loop, Week);
        Assert.Null(world.Leader.Find(GroupWorld.GroupId));
    });

    [Fact]
    public void Offsets_of_a_group_that_was_left_expire_by_when_it_was_left() => Run(async (world, loop) =>
    {
        Commit(world, LogsId);
        world.Leader.Apply(new CompleteJoin { GroupId = GroupWorld.GroupId, Generation = 1, ProtocolType = "consumer" });
        await Round(world, loop, Week - TimeSpan.FromMinutes(1));
        Assert.Single(world.State.Offsets);
        await Round(world, loop, TimeSpan.FromMinutes(2));
        Assert.Null(world.Leader.Find(GroupWorld.GroupId));
    });

    [Fact]
    public void A_stable_group_keeps_what_its_members_read() => GroupWorld.Run(async world =>
    {
        Topics(world);
        Commit(world, LogsId);
        Commit(world, OtherId);
        await world.Stable();
        var plan = OffsetExpiryPlanner.Plan(
            world.State, world.Leader.Cluster.Topics.CaptureTopics(), new HashSet<string> { "logs" },
            world.Leader.NowMs + (long)Week.TotalMilliseconds, (long)Week.TotalMilliseconds);
        Assert.Equal([OtherId], plan!.Offsets.Select(offset => offset.TopicId));
        Assert.Null(OffsetExpiryPlanner.Plan(world.State, world.Leader.Cluster.Topics.CaptureTopics(), null, long.MaxValue, 0));
    });

    [Fact]
    public void Offsets_of_a_deleted_topic_go_in_the_next_round() => Run(async (world, loop) =>
    {
        Commit(world, LogsId);
        Commit(world, OtherId);
        world.Leader.Apply(new DeleteTopic { TopicId = LogsId });
        await Round(world, loop, TimeSpan.Zero);
        Assert.Equal([OtherId], world.State.Offsets.Keys.Select(key => key.TopicId));
    });

    [Fact]
    public void A_retention_of_the_clients_own_counts_instead() => Run(async (world, loop) =>
    {
        Commit(world, LogsId, retentionMs: 1000);
        await Round(world, loop, TimeSpan.FromSeconds(2));
        Assert.Null(world.Leader.Find(GroupWorld.GroupId));
    });

    [Fact]
    public void A_clock_that_jumps_expires_nothing() => Run(async (world, loop) =>
    {
        Commit(world, LogsId);
        world.Time.Clock.JumpWall(Week + Week);
        await Round(world, loop, TimeSpan.Zero);
        Assert.Single(world.State.Offsets);
    });

    private static void Run(Func<GroupWorld, OffsetRetentionLoop, Task> scenario) => GroupWorld.Run(async world =>
    {
        Topics(world);
        var clock = new LeaderClock(world.Time.Clock, world.Time.Clock, new LeaderClockOptions());
        var loop = new OffsetRetentionLoop(
            world.Coordinator, world.Leader, world.Leader, clock, world.Time.Clock, NullLogger<OffsetRetentionLoop>.Instance);
        await scenario(world, loop);
    });

    private static void Topics(GroupWorld world)
    {
        world.Leader.NowMs = world.Time.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        world.Leader.Apply(new CreateTopic { Name = "logs", TopicId = LogsId, Partitions = 1 });
        world.Leader.Apply(new CreateTopic { Name = "other", TopicId = OtherId, Partitions = 1 });
    }

    private static void Commit(GroupWorld world, Uuid topicId, long retentionMs = -1)
    {
        world.Leader.NowMs = world.Time.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var result = world.Leader.Apply(new CommitOffsets
        {
            GroupId = GroupWorld.GroupId,
            Offsets = [new OffsetToCommit { TopicId = topicId, Offset = 1, RetentionMs = retentionMs }],
        }).Result;
        Assert.Equal(ErrorCode.None, result.Error);
    }

    private static async Task Round(GroupWorld world, OffsetRetentionLoop loop, TimeSpan after)
    {
        await world.Pass(after);
        await loop.RunRoundAsync(CancellationToken.None);
    }
}
