using Garam.Broker.WritePath;
using Garam.Protocol;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.WritePath;

/// <summary>With real threads and the real clock: what the tests in virtual time cannot show.</summary>
public sealed class ConcurrentProduceTests
{
    private const int Producers = 8;
    private const int BatchesEach = 300;
    private const int RecordsEach = 3;

    [Fact]
    public async Task Every_producer_gets_dense_offsets_in_its_own_order()
    {
        await using var rig = new WritePathRig(
            TimeProvider.System, new SegmentOptions { SegmentBytesMax = 16 << 10, Linger = TimeSpan.FromMilliseconds(1) });
        var topic = rig.Leader.CreateTopic("logs", 2);
        var offsets = await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer =>
            Task.Run(() => ProduceAsync(rig, topic, producer), TestContext.Current.CancellationToken)));

        foreach (var partition in new[] { 0, 1 })
        {
            var all = offsets.Where((_, producer) => producer % 2 == partition).SelectMany(own => own).Order();
            Assert.Equal(Enumerable.Range(0, Producers / 2 * BatchesEach).Select(i => (long)i * RecordsEach), all);
        }

        Assert.All(offsets, own => Assert.Equal(own.Order(), own));
    }

    /// <summary>Four requests in flight, as a pipelining client has them.</summary>
    private static async Task<List<long>> ProduceAsync(WritePathRig rig, Uuid topic, int producer)
    {
        var inFlight = new Queue<Produced>();
        var offsets = new List<long>();
        for (var i = 0; i < BatchesEach; i++)
        {
            var batch = Batches.Make(RecordsEach, 50, producerId: producer, epoch: 0, sequence: i * RecordsEach);
            inFlight.Enqueue(rig.Park((topic, producer % 2, batch)));
            if (inFlight.Count == 4)
            {
                offsets.Add(await SettleAsync(inFlight.Dequeue()));
            }
        }

        while (inFlight.TryDequeue(out var last))
        {
            offsets.Add(await SettleAsync(last));
        }

        return offsets;
    }

    private static async Task<long> SettleAsync(Produced request)
    {
        var answer = (await request.SettledAsync())[0];
        Assert.Equal(ErrorCode.None, answer.ErrorCode);
        return answer.BaseOffset;
    }
}
