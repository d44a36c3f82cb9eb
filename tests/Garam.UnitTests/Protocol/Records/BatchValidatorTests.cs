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
        Assert.Equal(
            ErrorCode.InvalidRecord, BatchValidator.Validate(JavaBatches.Small(CompressionType.None).AsSpan(0, length), Rules).Error);

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
        var batch = JavaBatches.Small(CompressionType.Zstd);
        batch[RecordBatchLayout.Attributes + 1] = code;
        Reseal(batch);
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
        Assert.Equal(ErrorCode.InvalidRecord, BatchValidator.Validate(TransactionMarkers.Batch(isCommit: true, 0, 0, 1, 1), Rules).Error);

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    public void Claiming_log_append_time_is_refused_where_the_topic_uses_it_and_taken_back_elsewhere(CompressionType type)
    {
        var batch = JavaBatches.Small(type);
        batch[RecordBatchLayout.Attributes + 1] |= 8;
        Reseal(batch);
        Assert.Equal(BatchValidation.Accepted(JavaBatches.BaseTimestampMs + 919), BatchValidator.Validate(batch, Rules));

        var refused = BatchValidator.Validate(batch, new BatchRules { TimestampType = TimestampType.LogAppendTime });
        Assert.Equal((ErrorCode.InvalidTimestamp, 3), (refused.Error, refused.Records.Length));
    }

    [Fact]
    public void A_compacted_topic_wants_keys()
    {
        var result = BatchValidator.Validate(JavaBatches.Small(CompressionType.None), new BatchRules { IsKeyRequired = true });
        Assert.Equal(ErrorCode.InvalidRecord, result.Error);
        Assert.Equal([1], result.Records.Select(fault => fault.Index));
    }

    /// <summary>Message, log start and list as Kafka 4.3.1 answered for the same batch.</summary>
    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Zstd)]
    public void All_records_without_a_key_are_named(CompressionType type)
    {
        var batch = Make(type, record => record % 3 == 1 ? null : [1], records: 6);
        var result = BatchValidator.Validate(batch, new BatchRules { IsKeyRequired = true, Topic = "t", Partition = 3 });
        Assert.Equal((ErrorCode.InvalidRecord, true), (result.Error, result.ReachedLog));
        Assert.Equal([1, 4], result.Records.Select(fault => fault.Index));
        Assert.Equal(
            "One or more records have been rejected due to 2 record errors in total, and only showing the first three errors at most: "
                + "[RecordError(batchIndex=1, message='Compacted topic cannot accept message without key in topic partition t-3'), "
                + "RecordError(batchIndex=4, message='Compacted topic cannot accept message without key in topic partition t-3')]",
            result.Message);
    }

    [Fact]
    public void A_time_out_of_range_outweighs_a_missing_key()
    {
        var batch = Make(CompressionType.None, static record => record == 0 ? null : [1], records: 3);
        var result = BatchValidator.Validate(batch, new BatchRules { IsKeyRequired = true, TimestampMsMax = 1001 });
        Assert.Equal(
            (ErrorCode.InvalidTimestamp, "One or more records have been rejected due to invalid timestamp"),
            (result.Error, result.Message));
        Assert.Equal([0, 2], result.Records.Select(fault => fault.Index));
        Assert.Equal(
            $"Timestamp 1002 of message with offset 2 is out of range. The timestamp should be within [{long.MinValue}, 1001]",
            result.Records[1].Message);
    }

    [Fact]
    public void No_more_faults_are_listed_than_are_allowed_and_all_are_counted()
    {
        var batch = Make(CompressionType.None, static _ => null, records: 50);
        var result = BatchValidator.Validate(batch, new BatchRules { IsKeyRequired = true, RecordFaultsMax = 7 });
        Assert.Equal(7, result.Records.Length);
        Assert.Contains("due to 50 record errors in total", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, ErrorCode.None)]
    [InlineData(0, ErrorCode.None)]
    [InlineData(-2, ErrorCode.InvalidProducerEpoch)]
    [InlineData(short.MinValue, ErrorCode.InvalidProducerEpoch)]
    public void Any_epoch_from_minus_one_is_one(short epoch, ErrorCode expected)
    {
        var batch = JavaBatches.Small(CompressionType.None);
        BinaryPrimitives.WriteInt16BigEndian(batch.AsSpan(RecordBatchLayout.ProducerEpoch), epoch);
        Reseal(batch);
        Assert.Equal(expected, BatchValidator.Validate(batch, Rules).Error);
    }

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Lz4)]
    public void Timestamps_must_lie_within_the_topics_bounds(CompressionType type)
    {
        var batch = JavaBatches.Small(type);
        var max = JavaBatches.BaseTimestampMs + 919;
        var rules = new BatchRules { TimestampMsMin = JavaBatches.BaseTimestampMs, TimestampMsMax = max };
        Assert.True(BatchValidator.Validate(batch, rules).IsAccepted);
        Assert.Equal(
            ErrorCode.InvalidTimestamp,
            BatchValidator.Validate(batch, new BatchRules { TimestampMsMin = JavaBatches.BaseTimestampMs + 1 }).Error);

        var late = BatchValidator.Validate(batch, new BatchRules { TimestampMsMax = JavaBatches.BaseTimestampMs + 837 });
        Assert.Equal(ErrorCode.InvalidTimestamp, late.Error);
        Assert.Equal([1, 2], late.Records.Select(fault => fault.Index));

        Assert.True(
            BatchValidator.Validate(batch, new BatchRules { TimestampType = TimestampType.LogAppendTime, TimestampMsMax = 0 }).IsAccepted);
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

    private static byte[] Make(CompressionType type, Func<int, byte[]?> key, int records)
    {
        var builder = new BatchBuilder { Compression = type };
        for (var i = 0; i < records; i++)
        {
            builder.Append(1000 + i, key(i), [2]);
        }

        return builder.ToArray();
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
