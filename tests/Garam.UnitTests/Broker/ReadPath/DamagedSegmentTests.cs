using Garam.Segments;
using Garam.Protocol;
using Garam.Storage.Memory;
using Garam.UnitTests.Broker.Support;
using Garam.UnitTests.Storage.Faults;

namespace Garam.UnitTests.Broker.ReadPath;

/// <summary>A segment that its store damaged is never served.</summary>
public sealed class DamagedSegmentTests
{
    [Fact]
    public void A_changed_byte_in_a_stored_segment_is_never_served()
    {
        var damaged = new MemoryObjectStore();
        BrokerRig.Run(
            async (rig, _) =>
            {
                var topic = rig.Leader.CreateTopic("logs", 2);
                await Task.WhenAll(Enumerable.Range(0, 4).Select(i => rig.ProduceAsync(topic, i % 2, Batches.Make(2))));
                await CopyAsync(rig, damaged, static bytes => bytes[SegmentFormat.HeaderLength + 70] ^= 1);

                var first = await rig.FetchAsync(topic, 0, 0);
                Assert.Equal((ErrorCode.KafkaStorageError, 0), (first.ErrorCode, first.Records.Length));
                Assert.Equal([(0L, 2), (2, 2)], Requests.BatchesOf((await rig.FetchAsync(topic, 1, 0)).Records));
            },
            readsCold: true,
            damaged);
    }

    [Fact]
    public void A_segment_that_was_damaged_in_transit_is_read_again()
    {
        var stored = new MemoryObjectStore();
        var flips = new FaultyObjectStore(
            stored, new ScriptedFaultPlan(StoreFault.CorruptRead), new Always(SegmentFormat.HeaderLength + 70));
        BrokerRig.Run(
            async (rig, _) =>
            {
                var topic = rig.Leader.CreateTopic("logs", 1);
                await rig.ProduceAsync(topic, 0, Batches.Make(2));
                await CopyAsync(rig, stored, static _ => { });

                Assert.Equal(ErrorCode.KafkaStorageError, (await rig.FetchAsync(topic, 0, 0)).ErrorCode);
                Assert.Equal([(0L, 2)], Requests.BatchesOf((await rig.FetchAsync(topic, 0, 0)).Records));
            },
            readsCold: true,
            flips);
    }

    [Fact]
    public void A_torn_or_missing_segment_is_an_error_of_its_partitions()
    {
        var store = new MemoryObjectStore();
        BrokerRig.Run(
            async (rig, _) =>
            {
                var topic = rig.Leader.CreateTopic("logs", 1);
                await rig.ProduceAsync(topic, 0, Batches.Make(2));
                Assert.Equal(ErrorCode.KafkaStorageError, (await rig.FetchAsync(topic, 0, 0)).ErrorCode);
                await store.CreateAsync(rig.Write.Store.Creates[0], new byte[100], TestContext.Current.CancellationToken);
                Assert.Equal(ErrorCode.KafkaStorageError, (await rig.FetchAsync(topic, 0, 0)).ErrorCode);
            },
            readsCold: true,
            store);
    }

    private static async Task CopyAsync(BrokerRig rig, MemoryObjectStore copy, Action<byte[]> change)
    {
        foreach (var key in rig.Write.Store.Creates)
        {
            var stat = await rig.Write.Memory.StatAsync(key, TestContext.Current.CancellationToken);
            var bytes = new byte[stat!.Value.Size];
            await rig.Write.Memory.ReadAsync(key, 0, bytes, TestContext.Current.CancellationToken);
            change(bytes);
            await copy.CreateAsync(key, bytes, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Chooses the position of the wrong bit.</summary>
    private sealed class Always(int value) : Random
    {
        public override int Next(int maxValue) => Math.Min(value, maxValue - 1);
    }
}
