using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.ReadPath;

/// <summary>
/// Batches that were acknowledged one by one lie in as many segments, and a fetch fills what the client asked for all the same.
/// </summary>
public sealed class SmallBatchTests
{
    private const int Count = 1_500;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Small_batches_of_their_own_segments_fill_the_bytes_that_were_asked_for(bool readsCold) => BrokerRig.Run(
        async (rig, _) =>
        {
            var topic = rig.Leader.CreateTopic("logs", 1);
            for (var i = 0; i < Count; i++)
            {
                await rig.ProduceAsync(topic, 0, Batches.Make(1, 400));
            }

            var batch = Batches.Make(1, 400).Length;
            var first = Requests.BatchesOf((await rig.FetchAsync(topic, 0, 0, 256 << 10)).Records);
            Assert.Equal((256 << 10) / batch, first.Count);
            Assert.Equal(Enumerable.Range(0, first.Count).Select(static offset => ((long)offset, 1)), first);
            Assert.Equal((400 << 10) / batch, Requests.BatchesOf((await rig.FetchAsync(topic, 0, 200, 400 << 10)).Records).Count);
        },
        readsCold);

    [Fact]
    public void A_response_ends_with_the_segments_that_it_may_hold() => BrokerRig.Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        for (var i = 0; i < 9_000; i++)
        {
            await rig.ProduceAsync(topic, 0, Batches.Make(1, 1));
        }

        await rig.ProduceAsync(topic, 1, Batches.Make(1, 1));
        var request = Requests.Fetch((topic, 0, 0, 8 << 20), (topic, 1, 0, 8 << 20));
        (request.MinBytes, request.MaxWaitMs) = (8 << 20, 60_000);
        var started = clock.GetTimestamp();
        var response = await rig.FetchAsync(request);

        // The cache of the rig has less room than that, so what is read ends earlier: at least as many as fit.
        Assert.InRange(Requests.BatchesOf(response!.Responses[0].Partitions[0].Records).Count, 1_000, 8_192);
        Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(started));
    });
}
