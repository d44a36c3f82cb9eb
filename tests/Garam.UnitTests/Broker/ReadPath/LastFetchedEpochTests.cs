using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.ReadPath;

/// <summary>The epoch of the client's last record, as Kafka 4.3.1 answers it for a log that has the epoch 0 alone.</summary>
public sealed class LastFetchedEpochTests
{
    [Theory]
    [InlineData(0, 0, ErrorCode.None, -1)]
    [InlineData(3, 0, ErrorCode.None, -1)]
    [InlineData(4, 0, ErrorCode.None, 3)]
    [InlineData(4, -1, ErrorCode.OffsetOutOfRange, -1)]
    [InlineData(4, -2, ErrorCode.OffsetOutOfRange, -1)]
    [InlineData(0, 1, ErrorCode.OffsetOutOfRange, -1)]
    [InlineData(-1, 0, ErrorCode.OffsetOutOfRange, -1)]
    public void It_is_compared_with_the_only_epoch(long offset, int epoch, ErrorCode error, long divergesAt) =>
        BrokerRig.Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await rig.ProduceAsync(topic, 0, Batches.Make(3));
        var answer = (await rig.FetchAsync(Request(topic, offset, epoch)))!.Responses[0].Partitions[0];

        Assert.Equal(error, answer.ErrorCode);
        Assert.Equal(divergesAt, answer.DivergingEpoch?.EndOffset ?? -1);
        Assert.Equal(divergesAt < 0 ? -1 : 0, answer.DivergingEpoch?.Epoch ?? -1);
    });

    [Fact]
    public void A_divergence_ends_the_wait_and_is_said_only_if_the_leader_confirms_it() => BrokerRig.Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var request = Request(topic, 4, 0);
        request.MaxWaitMs = 60_000;
        var started = clock.GetTimestamp();
        Assert.NotNull((await rig.FetchAsync(request))!.Responses[0].Partitions[0].DivergingEpoch);
        rig.Leader.IsReachable = false;
        var unconfirmed = (await rig.FetchAsync(request))!.Responses[0].Partitions[0];

        Assert.Equal((ErrorCode.NotLeaderOrFollower, null), (unconfirmed.ErrorCode, unconfirmed.DivergingEpoch));
        Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(started));
    });

    private static FetchRequest Request(Uuid topic, long offset, int epoch)
    {
        var request = Requests.Fetch((topic, 0, offset, 1 << 20));
        request.Topics[0].Partitions[0].LastFetchedEpoch = epoch;
        return request;
    }
}
