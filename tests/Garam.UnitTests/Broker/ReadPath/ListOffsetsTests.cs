using Garam.Protocol;
using Garam.Protocol.Messages.ListOffsets;
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
    public void A_partition_that_is_named_twice_is_refused_once_and_others_are_answered() => Run(async (rig, _) =>
    {
        rig.Leader.CreateTopic("other", 2);
        var request = new ListOffsetsRequest
        {
            Topics =
            [
                new()
                {
                    Name = "other",
                    Partitions = [new() { PartitionIndex = 0, Timestamp = -1 }, new() { PartitionIndex = 1, Timestamp = -1 }],
                },
                new() { Name = "logs", Partitions = [] },
                new() { Name = "other", Partitions = [new() { PartitionIndex = 0, Timestamp = -2 }] },
            ],
        };
        var topic = Assert.Single((await rig.CallAsync<ListOffsetsResponse>(rig.ListOffsetsHandler, request, 11))!.Topics);

        Assert.Equal([(0, ErrorCode.InvalidRequest), (1, ErrorCode.None)], topic.Partitions.Select(
            static answer => (answer.PartitionIndex, answer.ErrorCode)));
    });

    [Theory]
    [InlineData(-1, ErrorCode.None)]
    [InlineData(0, ErrorCode.None)]
    [InlineData(1, ErrorCode.UnknownLeaderEpoch)]
    [InlineData(-2, ErrorCode.FencedLeaderEpoch)]
    public void The_leader_epoch_is_compared_with_the_only_one(int epoch, ErrorCode expected) => Run(async (rig, _) =>
    {
        var request = new ListOffsetsRequest
        {
            Topics = [new() { Name = "logs", Partitions = [new() { Timestamp = -1, CurrentLeaderEpoch = epoch }] }],
        };

        Assert.Equal(
            expected, (await rig.CallAsync<ListOffsetsResponse>(rig.ListOffsetsHandler, request, 11))!.Topics[0].Partitions[0].ErrorCode);
    });

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

    private static void Run(Func<BrokerRig, Uuid, Task> scenario) =>
        BrokerRig.Run((rig, _) => scenario(rig, rig.Leader.CreateTopic("logs", 1)));
}
