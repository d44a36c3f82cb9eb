using Garam.Protocol;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.ReadPath;

public sealed class FetchTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_produced_is_fetched_with_its_offsets(bool readsCold) => BrokerRig.Run(
        async (rig, _) =>
        {
            var topic = rig.Leader.CreateTopic("logs", 2);
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal(i / 2 * 3, (await rig.ProduceAsync(topic, i % 2, Batches.Make(3))).BaseOffset);
            }

            var answer = await rig.FetchAsync(topic, 1, 0);
            Assert.Equal([(0L, 3), (3, 3), (6, 3), (9, 3), (12, 3)], Requests.BatchesOf(answer.Records));
            Assert.Equal((15L, 15L, 0L), (answer.HighWatermark, answer.LastStableOffset, answer.LogStartOffset));
        },
        readsCold);

    [Fact]
    public void A_fetch_from_inside_an_extent_begins_with_the_batch_that_holds_the_offset() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => rig.ProduceAsync(topic, 0, Batches.Make(4))));

        Assert.Equal([(16L, 4), (20, 4), (24, 4), (28, 4)], Requests.BatchesOf((await rig.FetchAsync(topic, 0, 18)).Records));
    });

    [Fact]
    public void An_offset_outside_the_log_is_out_of_range_only_if_the_leader_says_so() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await rig.FetchAsync(topic, 0, 7)).ErrorCode);
        rig.Leader.IsReachable = false;
        Assert.Equal(ErrorCode.NotLeaderOrFollower, (await rig.FetchAsync(topic, 0, 7)).ErrorCode);
    });

    [Fact]
    public void Unknown_topics_and_partitions_have_errors_of_their_own() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        Assert.Equal(ErrorCode.UnknownTopicId, (await rig.FetchAsync(new Uuid(9, 9), 0, 0)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await rig.FetchAsync(topic, 1, 0)).ErrorCode);
    });
}
