using Garam.Metadata.Cluster;
using Garam.Metadata.Logs;
using Garam.Protocol;
using Garam.Protocol.Compression;
using Garam.Storage.Memory;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.ReadPath;

/// <summary>
/// Offsets by time in batches whose header says something else than their records: the values are those of Apache Kafka 4.3.1.
/// </summary>
public sealed class OffsetByTimeTests
{
    private const long Max = -3;

    [Theory]
    [InlineData(-1, CompressionType.Gzip)]
    [InlineData(-1, CompressionType.None)]
    [InlineData(0, CompressionType.Lz4)]
    [InlineData(999, CompressionType.Snappy)]
    [InlineData(9_000, CompressionType.Zstd)]
    public void A_wrong_max_timestamp_hides_no_record(long claimed, CompressionType compression) => Run(async (rig, topic) =>
    {
        await rig.ProduceAsync(topic, 0, Batches.Claiming(compression, claimed, 1_000, 5_000, 2_000));

        Assert.Equal((1L, 5_000L), await OffsetAsync(rig, Max));
        Assert.Equal((0L, 1_000L), await OffsetAsync(rig, 1_000));
        Assert.Equal((1L, 5_000L), await OffsetAsync(rig, 1_500));
        Assert.Equal((1L, 5_000L), await OffsetAsync(rig, 5_000));
        Assert.Equal((-1L, -1L), await OffsetAsync(rig, 9_000));
    });

    [Fact]
    public void A_batch_that_claims_too_much_does_not_hide_a_later_record_in_another() => Run(async (rig, topic) =>
    {
        await rig.ProduceAsync(topic, 0, Batches.Claiming(9_000, 1_000, 5_000, 2_000));
        await rig.ProduceAsync(topic, 0, Batches.Claiming(6_002, 6_000, 6_001, 6_002));
        await rig.ProduceAsync(topic, 0, Batches.Claiming(7_000, 100, 6_002, 200));

        Assert.Equal((5L, 6_002L), await OffsetAsync(rig, Max));
        Assert.Equal((3L, 6_000L), await OffsetAsync(rig, 5_500));
        Assert.Equal((-1L, -1L), await OffsetAsync(rig, 8_000));
    });

    [Fact]
    public void Batches_without_a_max_timestamp_are_read_among_others() => Run(async (rig, topic) =>
    {
        await rig.ProduceAsync(topic, 0, Batches.Make(3, timestampMs: 1_000));
        await rig.ProduceAsync(topic, 0, Batches.Claiming(-1, 4_000, 8_000, 3_000));
        await rig.ProduceAsync(topic, 0, Batches.Make(3, timestampMs: 2_000));
        await rig.ProduceAsync(topic, 0, Batches.Claiming(-1, 500, 8_000, 7_000));
        for (var again = 0; again < 2; again++)
        {
            Assert.Equal((4L, 8_000L), await OffsetAsync(rig, Max));
            Assert.Equal((3L, 4_000L), await OffsetAsync(rig, 1_003));
            Assert.Equal((4L, 8_000L), await OffsetAsync(rig, 4_001));
            Assert.Equal((-1L, -1L), await OffsetAsync(rig, 8_001));
        }
    });

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    public void Records_without_a_time_are_the_latest_only_where_there_are_no_others(CompressionType compression) =>
        Run(async (rig, topic) =>
    {
        await rig.ProduceAsync(topic, 0, Batches.Claiming(compression, -1, -1, -1, -1));
        await rig.ProduceAsync(topic, 0, Batches.Claiming(compression, -1, -1));
        Assert.Equal((0L, -1L), await OffsetAsync(rig, Max));
        Assert.Equal((-1L, -1L), await OffsetAsync(rig, 0));

        await rig.ProduceAsync(topic, 0, Batches.Claiming(compression, 1_002, 1_000, 1_001, 1_002));
        Assert.Equal((6L, 1_002L), await OffsetAsync(rig, Max));
        Assert.Equal((4L, 1_000L), await OffsetAsync(rig, 0));
    });

    [Fact]
    public void The_first_of_records_of_one_time_is_the_latest() => Run(async (rig, topic) =>
    {
        await rig.ProduceAsync(topic, 0, Batches.Claiming(5_000, 1_000, 5_000, 5_000));
        await rig.ProduceAsync(topic, 0, Batches.Claiming(-1, 5_000, 5_000, 1));

        Assert.Equal((1L, 5_000L), await OffsetAsync(rig, Max));
    });

    [Fact]
    public void Records_before_the_log_start_do_not_count_even_when_they_were_found_before() => Run(async (rig, topic) =>
    {
        await rig.ProduceAsync(topic, 0, Batches.Claiming(-1, 4_000, 8_000, 3_000, 5_000));
        Assert.Equal((0L, 4_000L), await OffsetAsync(rig, 0));
        Assert.Equal((1L, 8_000L), await OffsetAsync(rig, Max));
        Assert.Equal((-1L, -1L), await OffsetAsync(rig, 8_001));
        rig.Leader.Apply(new AdvanceLogStart { Partitions = [new() { TopicId = topic, Offset = 2 }] });

        Assert.Equal((2L, 3_000L), await OffsetAsync(rig, 0));
        Assert.Equal((3L, 5_000L), await OffsetAsync(rig, 3_500));
        Assert.Equal((3L, 5_000L), await OffsetAsync(rig, Max));
    });

    [Fact]
    public void A_batch_that_was_committed_long_before_a_time_is_not_opened_for_it() => BrokerRig.Run(
        async (rig, _) =>
        {
            // Records without a time: of others the latest would have been found when they were produced.
            await rig.ProduceAsync(Prepare(rig), 0, Batches.Claiming(-1, -1));

            // Its segment is not in the store, so that opening it would be an error.
            Assert.Equal(ErrorCode.KafkaStorageError, (await rig.ListOffsetAsync("logs", 5_000)).ErrorCode);
            Assert.Equal((-1L, -1L), await OffsetAsync(rig, 1_000_000 + (3 * 3_600_000)));
        },
        readsCold: true,
        new MemoryObjectStore());

    private static Uuid Prepare(BrokerRig rig)
    {
        Assert.Equal(ErrorCode.None, rig.Leader.Apply(new SetFeatureLevel { Level = FeatureLevels.One }).Error);
        return rig.Leader.CreateTopic("logs", 1);
    }

    private static async Task<(long Offset, long TimestampMs)> OffsetAsync(BrokerRig rig, long timestamp)
    {
        var answer = await rig.ListOffsetAsync("logs", timestamp);
        Assert.Equal(ErrorCode.None, answer.ErrorCode);
        Assert.Equal(answer.Offset < 0 ? -1 : 0, answer.LeaderEpoch);
        return (answer.Offset, answer.Timestamp);
    }

    private static void Run(Func<BrokerRig, Uuid, Task> scenario)
    {
        BrokerRig.Run((rig, _) => scenario(rig, Prepare(rig)));
        BrokerRig.Run((rig, _) => scenario(rig, Prepare(rig)), readsCold: true);
    }
}
