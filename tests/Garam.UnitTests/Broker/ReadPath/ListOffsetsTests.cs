using Garam.Protocol;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.ReadPath;

public sealed class ListOffsetsTests
{
    [Fact]
    public void Special_timestamps_are_answered_as_by_a_kafka_without_tiers() => Run(async (rig, topic) =>
    {
        await rig.ProduceAsync(topic, 0, Batches.Make(3, timestampMs: 1_000));
        await rig.ProduceAsync(topic, 0, Batches.Make(2, timestampMs: 500));

        Assert.Equal((5L, -1L), await OffsetAsync(rig, -1));
        Assert.Equal((0L, -1L), await OffsetAsync(rig, -2));
        Assert.Equal((2L, 1_002L), await OffsetAsync(rig, -3));
        Assert.Equal((0L, -1L), await OffsetAsync(rig, -4));
        Assert.Equal((-1L, -1L), await OffsetAsync(rig, -5));
        Assert.Equal((-1L, -1L), await OffsetAsync(rig, -6));
    });

    [Fact]
    public void By_time_it_is_exact_to_the_record() => Run(async (rig, topic) =>
    {
        await rig.ProduceAsync(topic, 0, Batches.Make(10, timestampMs: 1_000));
        await rig.ProduceAsync(topic, 0, Batches.Make(10, timestampMs: 2_000));

        Assert.Equal((0L, 1_000L), await OffsetAsync(rig, 0));
        Assert.Equal((7L, 1_007L), await OffsetAsync(rig, 1_007));
        Assert.Equal((10L, 2_000L), await OffsetAsync(rig, 1_010));
        Assert.Equal((19L, 2_009L), await OffsetAsync(rig, 2_009));
        Assert.Equal((-1L, -1L), await OffsetAsync(rig, 2_010));
    });

    [Fact]
    public void An_empty_log_has_no_record_of_any_time() => Run(async (rig, _) =>
    {
        Assert.Equal((0L, -1L), await OffsetAsync(rig, -1));
        Assert.Equal((-1L, -1L), await OffsetAsync(rig, -3));
        Assert.Equal((-1L, -1L), await OffsetAsync(rig, 5));
    });

    [Theory]
    [InlineData(-3, 6)]
    [InlineData(-4, 7)]
    [InlineData(-5, 8)]
    [InlineData(-6, 10)]
    [InlineData(-7, 11)]
    public void Timestamps_that_a_version_does_not_know_are_unsupported(long timestamp, short version) => Run(async (rig, _) =>
        Assert.Equal(ErrorCode.UnsupportedVersion, (await rig.ListOffsetAsync("logs", timestamp, version)).ErrorCode));

    [Fact]
    public void Without_a_leader_nothing_is_guessed() => Run(async (rig, _) =>
    {
        rig.Leader.IsReachable = false;
        Assert.Equal(ErrorCode.NotLeaderOrFollower, (await rig.ListOffsetAsync("logs", -1)).ErrorCode);
    });

    private static async Task<(long Offset, long TimestampMs)> OffsetAsync(BrokerRig rig, long timestamp)
    {
        var answer = await rig.ListOffsetAsync("logs", timestamp);
        Assert.Equal(ErrorCode.None, answer.ErrorCode);
        return (answer.Offset, answer.Timestamp);
    }

    private static void Run(Func<BrokerRig, Uuid, Task> scenario) => BrokerRig.Run((rig, _) => scenario(rig, rig.Leader.CreateTopic("logs", 1)));
}
