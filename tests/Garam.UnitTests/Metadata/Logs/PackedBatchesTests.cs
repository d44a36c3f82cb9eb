using CsCheck;
using Garam.Metadata.Segments;
using Garam.Protocol;

namespace Garam.UnitTests.Metadata.Logs;

public sealed class PackedBatchesTests
{
    private static readonly Gen<SegmentBatch> AnyBatch =
        from topic in Gen.ULong[0, 2]
        from partition in Gen.OneOf(Gen.Int[0, 3], Gen.Int)
        from place in Gen.Select(Gen.OneOf(Gen.Int[0, 500], Gen.Int), Gen.OneOf(Gen.Int[1, 300], Gen.Int))
        from count in Gen.OneOf(Gen.Int[1, 20], Gen.Int)
        from times in Gen.Select(Gen.OneOf(Gen.Long[1_000, 1_100], Gen.Long), Gen.OneOf(Gen.Long[1_000, 1_100], Gen.Long))
        from producer in Gen.Select(Gen.OneOf(Gen.Long[-1, 2], Gen.Long), Gen.OneOf(Gen.Short[-1, 1], Gen.Short))
        from sequence in Gen.OneOf(Gen.Int[-1, 40], Gen.Int)
        from attributes in Gen.OneOf(Gen.Const((short)0), Gen.Short)
        select new SegmentBatch
        {
            TopicId = new Uuid(1, topic),
            Partition = partition,
            Position = place.Item1,
            Length = place.Item2,
            RecordCount = count,
            BaseTimestampMs = times.Item1,
            MaxTimestampMs = times.Item2,
            ProducerId = producer.Item1,
            ProducerEpoch = producer.Item2,
            BaseSequence = sequence,
            Attributes = attributes,
        };

    [Fact]
    public void Any_batches_come_back_as_they_were() =>
        AnyBatch.Array[0, 30].Sample(batches => batches.SequenceEqual(PackedBatches.Unpack(PackedBatches.Pack(batches))));

    [Fact]
    public void Bytes_that_are_cut_off_or_too_many_are_refused() => AnyBatch.Array[1, 5].Sample(batches =>
    {
        var packed = PackedBatches.Pack(batches);
        for (var length = 0; length < packed.Length; length++)
        {
            Assert.Throws<MalformedRequestException>(() => PackedBatches.Unpack(packed.AsSpan(0, length)));
        }

        Assert.Throws<MalformedRequestException>(() => PackedBatches.Unpack([.. packed, 0]));
    });

    [Fact]
    public void Any_bytes_are_unpacked_or_refused() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        try
        {
            Assert.True(PackedBatches.Unpack(bytes).Length <= bytes.Length);
        }
        catch (MalformedRequestException)
        {
        }
    });

    [Fact]
    public void A_count_is_believed_only_as_far_as_there_are_bytes() =>
        Assert.Throws<MalformedRequestException>(() => PackedBatches.Unpack([0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0, 0]));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(50, 1)]
    [InlineData(50, 4)]
    [InlineData(1000, 1)]
    public void A_batch_of_an_idempotent_producer_takes_at_most_16_bytes_beside_its_topic(int partitions, int batchesOfEach)
    {
        var random = new Random(7);
        List<SegmentBatch> batches = [];
        for (var i = 0; i < partitions * batchesOfEach; i++)
        {
            batches.Add(new SegmentBatch
            {
                TopicId = new Uuid(3, 4),
                Partition = i / batchesOfEach,
                Position = batches.Count == 0 ? 0 : batches[^1].Position + batches[^1].Length,
                Length = random.Next(500, 16_000),
                RecordCount = random.Next(1, 60),
                BaseTimestampMs = 1_790_000_000_000 + random.Next(100),
                MaxTimestampMs = 1_790_000_000_100 + random.Next(10),
                ProducerId = 30_000 + random.Next(60),
                ProducerEpoch = 0,
                BaseSequence = random.Next(2_000_000),
            });
        }

        const int Topic = 16;
        const int FirstTimestamp = 5;
        var packed = PackedBatches.Pack([.. batches]).Length - Topic - FirstTimestamp;
        Assert.InRange((double)packed / batches.Count, 5, 16);
    }
}
