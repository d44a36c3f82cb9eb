using System.Buffers.Binary;
using Garam.Protocol;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.UnitTests.Protocol.Records;

/// <summary>The expected codes of envelope faults were read off Kafka 4.3.1's own ProduceRequest.validateRecords.</summary>
public sealed class BatchValidatorTests
{
    private static readonly BatchRules Rules = new() { ProduceVersion = 9 };

    [Fact]
    public void A_java_batch_is_accepted_with_its_max_timestamp()
    {
        var result = BatchValidator.Validate(JavaBatches.Small(CompressionType.None), Rules);
        Assert.Equal(BatchValidation.Accepted(JavaBatches.BaseTimestampMs + 919), result);
    }

    [Theory]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public void A_compressed_batch_is_judged_by_its_header(CompressionType type)
    {
        var batch = JavaBatches.Small(type);
        batch.AsSpan(RecordBatchLayout.Records).Clear();
        Assert.Equal(BatchValidation.Accepted(JavaBatches.BaseTimestampMs + 919), BatchValidator.Validate(batch, Rules));
    }

    [Theory]
    [InlineData(0, ErrorCode.InvalidRecord)]
    [InlineData(1, ErrorCode.InvalidRecord)]
    [InlineData(3, ErrorCode.CorruptMessage)]
    [InlineData(255, ErrorCode.CorruptMessage)]
    public void Another_magic_is_refused(byte magic, ErrorCode expected) =>
        AssertRefused(expected, batch => batch[RecordBatchLayout.Magic] = magic);

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(16)]
    [InlineData(140)]
    public void What_is_cut_off_is_no_batch(int length) =>
        Assert.Equal(ErrorCode.InvalidRecord, BatchValidator.Validate(JavaBatches.Small(CompressionType.None).AsSpan(0, length), Rules).Error);

    [Theory]
    [InlineData(int.MinValue, ErrorCode.CorruptMessage)]
    [InlineData(-1, ErrorCode.CorruptMessage)]
    [InlineData(0, ErrorCode.CorruptMessage)]
    [InlineData(13, ErrorCode.CorruptMessage)]
    [InlineData(14, ErrorCode.CorruptMessage)]
    [InlineData(48, ErrorCode.CorruptMessage)]
    [InlineData(49, ErrorCode.CorruptMessage)]
    [InlineData(130, ErrorCode.InvalidRecord)]
    [InlineData(int.MaxValue, ErrorCode.InvalidRecord)]
    public void A_wrong_length_is_refused(int length, ErrorCode expected) =>
        AssertRefused(expected, batch => BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchLayout.BatchLength), length));

    [Fact]
    public void A_second_batch_is_refused()
    {
        byte[] batch = JavaBatches.Small(CompressionType.None);
        Assert.Equal(ErrorCode.InvalidRecord, BatchValidator.Validate([.. batch, .. batch], Rules).Error);
        Assert.Equal(ErrorCode.CorruptMessage, BatchValidator.Validate([.. batch, .. batch.AsSpan(0, 100)], Rules).Error);
        Assert.Equal(ErrorCode.CorruptMessage, BatchValidator.Validate([.. batch, 0], Rules).Error);
    }

    [Theory]
    [InlineData(6, 4, ErrorCode.UnsupportedCompressionType)]
    [InlineData(7, 4, ErrorCode.None)]
    [InlineData(9, 5, ErrorCode.UnsupportedCompressionType)]
    [InlineData(9, 7, ErrorCode.UnsupportedCompressionType)]
    public void Compression_must_be_known_and_allowed_in_the_version(short version, byte code, ErrorCode expected)
    {
        var batch = JavaBatches.Small(CompressionType.None);
        batch[RecordBatchLayout.Attributes + 1] = code;
        Assert.Equal(expected, BatchValidator.Validate(batch, new BatchRules { ProduceVersion = version }).Error);
    }

    [Fact]
    public void Too_large_a_batch_is_refused()
    {
        var batch = JavaBatches.Small(CompressionType.None);
        Assert.Equal(ErrorCode.None, BatchValidator.Validate(batch, new BatchRules { BatchBytesMax = batch.Length }).Error);
        Assert.Equal(ErrorCode.MessageTooLarge, BatchValidator.Validate(batch, new BatchRules { BatchBytesMax = batch.Length - 1 }).Error);
    }

    [Theory]
    [InlineData(RecordBatchLayout.LastOffsetDelta, -1)]
    [InlineData(RecordBatchLayout.LastOffsetDelta, int.MaxValue)]
    [InlineData(RecordBatchLayout.LastOffsetDelta, 1)]
    [InlineData(RecordBatchLayout.RecordCount, 0)]
    [InlineData(RecordBatchLayout.RecordCount, -1)]
    [InlineData(RecordBatchLayout.RecordCount, 4)]
    [InlineData(RecordBatchLayout.BaseSequence, -1)]
    [InlineData(RecordBatchLayout.BaseOffset, 1)]
    public void Counts_offsets_and_sequences_must_agree(int field, int value) =>
        AssertRefused(ErrorCode.InvalidRecord, batch => BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(field), value));

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(1000)]
    public void The_count_must_be_that_of_the_records(int count) =>
        AssertRefused(ErrorCode.InvalidRecord, batch =>
        {
            BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchLayout.RecordCount), count);
            BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchLayout.LastOffsetDelta), count - 1);
        });

    [Fact]
    public void Clients_must_not_write_control_batches() =>
        Assert.Equal(ErrorCode.InvalidRecord, BatchValidator.Validate(new EndTransactionMarker(true, 0).ToBatch(0, 0, 1, 1), Rules).Error);

    [Fact]
    public void Clients_must_not_claim_log_append_time() =>
        AssertRefused(ErrorCode.InvalidTimestamp, batch => batch[RecordBatchLayout.Attributes + 1] |= 8);

    [Fact]
    public void A_compacted_topic_wants_keys()
    {
        var result = BatchValidator.Validate(JavaBatches.Small(CompressionType.None), new BatchRules { IsKeyRequired = true });
        Assert.Equal(ErrorCode.InvalidRecord, result.Error);
        Assert.Equal(1, result.RecordIndex);
    }

    [Theory]
    [InlineData(CompressionType.None, 2)]
    [InlineData(CompressionType.Lz4, -1)]
    public void Timestamps_must_lie_within_the_topics_bounds(CompressionType type, int blamed)
    {
        var batch = JavaBatches.Small(type);
        var max = JavaBatches.BaseTimestampMs + 919;
        Assert.True(BatchValidator.Validate(batch, new BatchRules { TimestampMsMin = JavaBatches.BaseTimestampMs, TimestampMsMax = max }).IsAccepted);
        Assert.Equal(ErrorCode.InvalidTimestamp, BatchValidator.Validate(batch, new BatchRules { TimestampMsMin = JavaBatches.BaseTimestampMs + 1 }).Error);

        var late = BatchValidator.Validate(batch, new BatchRules { TimestampMsMax = JavaBatches.BaseTimestampMs + 837 });
        Assert.Equal(ErrorCode.InvalidTimestamp, late.Error);
        Assert.Equal(type == CompressionType.None ? 1 : blamed, late.RecordIndex);

        Assert.True(BatchValidator.Validate(batch, new BatchRules { TimestampType = TimestampType.LogAppendTime, TimestampMsMax = 0 }).IsAccepted);
    }

    [Fact]
    public void A_record_without_a_timestamp_is_in_every_bound()
    {
        var builder = new BatchBuilder();
        builder.Append(RecordBatchLayout.NoTimestamp, null, [1]);
        Assert.True(BatchValidator.Validate(builder.ToArray(), new BatchRules { TimestampMsMin = 100 }).IsAccepted);
    }

    [Fact]
    public void No_damage_to_the_records_goes_further_than_a_refusal()
    {
        var original = JavaBatches.Small(CompressionType.None);
        var refused = 0;
        for (var at = RecordBatchLayout.Records; at < original.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var batch = original.ToArray();
                batch[at] ^= (byte)(1 << bit);
                var error = BatchValidator.Validate(batch, Rules).Error;
                refused += error == ErrorCode.None ? 0 : 1;

                // Producers send again what was damaged on its way, and give up for INVALID_RECORD.
                Assert.True(error is ErrorCode.None or ErrorCode.CorruptMessage);
            }
        }

        // Damage to keys, values and timestamps is for the CRC to find; the lengths and deltas between them are found here.
        Assert.InRange(refused, 100, 8 * (original.Length - RecordBatchLayout.Records));
    }

    [Fact]
    public void Random_records_end_in_a_refusal()
    {
        var random = new Random(3);
        for (var round = 0; round < 20_000; round++)
        {
            var batch = JavaBatches.Small(CompressionType.None);
            random.NextBytes(batch.AsSpan(RecordBatchLayout.Records, 8 + random.Next(70)));
            Assert.False(BatchValidator.Validate(batch, Rules).IsAccepted);
        }
    }

    [Fact]
    public void Accepting_a_batch_allocates_nothing()
    {
        var batch = JavaBatches.Small(CompressionType.None);
        BatchValidator.Validate(batch, Rules);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = BatchValidator.Validate(batch, Rules);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(result.IsAccepted);
    }

    /// <summary>A batch that says something wrong with a right checksum.</summary>
    private static void Reseal(byte[] batch) =>
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(RecordBatchLayout.Crc), RecordBatchHeader.ComputeCrc(batch));

    private static void AssertRefused(ErrorCode expected, Action<byte[]> damage)
    {
        var batch = JavaBatches.Small(CompressionType.None);
        damage(batch);
        Reseal(batch);
        var result = BatchValidator.Validate(batch, Rules);
        Assert.Equal(expected, result.Error);
        Assert.NotNull(result.Message);
    }
}
