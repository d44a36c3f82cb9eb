using System.Buffers.Binary;
using CsCheck;
using Garam.Protocol;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.UnitTests.Protocol.Records;

/// <summary>A compressed batch is checked without decompressing it, and more closely when it is decompressed.</summary>
public sealed class CompressedValidatorTests
{
    private static readonly BatchRules Full = new() { ValidatesCompressedRecords = true };

    public static TheoryData<CompressionType> Codecs =>
        [CompressionType.Gzip, CompressionType.Snappy, CompressionType.Lz4, CompressionType.Zstd];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void What_java_writes_is_accepted_with_and_without_a_look_at_the_records(CompressionType type)
    {
        foreach (var batch in new[] { JavaBatches.Small(type), JavaBatches.Big(type), Make(type, 1), Make(type, 5000) })
        {
            var accepted = BatchValidator.Validate(batch, new BatchRules());
            Assert.True(accepted.IsAccepted, accepted.Message);
            Assert.Equal(accepted, BatchValidator.Validate(batch, Full));
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void What_is_not_compressed_or_cut_off_is_refused_unread(CompressionType type)
    {
        var batch = JavaBatches.Big(type);
        var records = batch.AsSpan(RecordBatchLayout.Records).ToArray();
        AssertRefused(WithRecords(batch, JavaBatches.Small(CompressionType.None).AsSpan(RecordBatchLayout.Records)));
        AssertRefused(WithRecords(batch, new byte[records.Length]));
        AssertRefused(WithRecords(batch, []));
        if (type != CompressionType.Gzip)
        {
            AssertRefused(WithRecords(batch, records.AsSpan(..^1)));
            AssertRefused(WithRecords(batch, [.. records, 0]));
        }
    }

    /// <summary>
    /// Gzip says nothing of its length before its end; what it says there is compared with what deflate can make of the bytes.
    /// </summary>
    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_count_that_the_frame_cannot_hold_is_refused_unread(CompressionType type)
    {
        var batch = WithCount(JavaBatches.Small(type), int.MaxValue);
        AssertRefused(batch);
        Assert.True(BatchValidator.Validate(WithCount(JavaBatches.Small(type), 4), new BatchRules()).IsAccepted);
        AssertRefused(WithCount(JavaBatches.Small(type), 4), Full);
    }

    [Fact]
    public void A_gzip_member_that_declares_more_than_it_can_hold_is_refused_unread()
    {
        var batch = JavaBatches.Small(CompressionType.Gzip);
        BinaryPrimitives.WriteUInt32LittleEndian(batch.AsSpan(^sizeof(uint)), int.MaxValue);
        AssertRefused(Sealed(batch));
    }

    [Fact]
    public void Lz4_blocks_that_depend_on_each_other_are_refused_because_java_consumers_refuse_them()
    {
        byte[] frame = [0x04, 0x22, 0x4D, 0x18, 0x40, 0x40, 0xC0, 0, 0, 0, 0];
        Assert.Equal(0, CompressedFrame.LargestContent(CompressionType.Lz4, [0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82, 0, 0, 0, 0]));
        Assert.Equal(CompressedFrame.Unsound, CompressedFrame.LargestContent(CompressionType.Lz4, frame));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void The_content_is_never_larger_than_the_frames_say(CompressionType type)
    {
        foreach (var count in new[] { 1, 3, 100, 20_000 })
        {
            var batch = Make(type, count);
            var content = CompressedFrame.LargestContent(type, batch.AsSpan(RecordBatchLayout.Records));
            using var decompressed = new BoundedBuffer(32 << 20);
            Assert.Equal(
                DecompressionStatus.Done, CompressionCodecs.Decompress(type, batch.AsSpan(RecordBatchLayout.Records), decompressed));
            Assert.InRange(decompressed.WrittenCount, 1, content);
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Damage_ends_in_a_judgement_and_nothing_is_refused_unread_that_can_be_read(CompressionType type)
    {
        var original = JavaBatches.Small(type);
        Gen.Select(Gen.Int[RecordBatchLayout.Records, original.Length - 1], Gen.Byte.Array[1, 4]).Sample(
            (at, damage) =>
            {
                var batch = original.ToArray();
                damage.AsSpan(0, Math.Min(damage.Length, batch.Length - at)).CopyTo(batch.AsSpan(at));
                Sealed(batch);
                if (!BatchValidator.Validate(batch, new BatchRules()).IsAccepted)
                {
                    using var decompressed = new BoundedBuffer(1 << 20);
                    var status = CompressionCodecs.Decompress(type, batch.AsSpan(RecordBatchLayout.Records), decompressed);
                    Assert.NotEqual(DecompressionStatus.Done, status);
                }
            },
            iter: 20_000);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Keys_are_looked_for_where_the_topic_needs_them(CompressionType type)
    {
        var result = BatchValidator.Validate(JavaBatches.Small(type), new BatchRules { IsKeyRequired = true });
        Assert.Equal((ErrorCode.InvalidRecord, 1), (result.Error, Assert.Single(result.Records).Index));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(JavaBatches.BaseTimestampMs - 1)]
    public void A_greatest_time_that_cannot_be_right_is_found_in_the_records(long max)
    {
        var batch = JavaBatches.Small(CompressionType.Gzip);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(RecordBatchLayout.MaxTimestamp), max);
        Assert.Equal(BatchValidation.Accepted(JavaBatches.BaseTimestampMs + 919), BatchValidator.Validate(Sealed(batch), new BatchRules()));
    }

    [Fact]
    public void A_header_whose_times_are_out_of_range_does_not_speak_for_its_records()
    {
        var batch = JavaBatches.Small(CompressionType.Zstd);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(RecordBatchLayout.MaxTimestamp), long.MaxValue);
        var rules = new BatchRules { TimestampMsMax = JavaBatches.BaseTimestampMs + 919 };
        Assert.Equal(BatchValidation.Accepted(JavaBatches.BaseTimestampMs + 919), BatchValidator.Validate(Sealed(batch), rules));
    }

    [Fact]
    public void Records_that_take_too_much_memory_are_refused_only_where_they_have_to_be_looked_at()
    {
        var batch = Make(CompressionType.Zstd, 20_000);
        Assert.True(BatchValidator.Validate(batch, new BatchRules { DecompressedBytesMax = 1000 }).IsAccepted);
        Assert.Equal(
            ErrorCode.MessageTooLarge,
            BatchValidator.Validate(batch, new BatchRules { DecompressedBytesMax = 1000, ValidatesCompressedRecords = true }).Error);
    }

    private static void AssertRefused(byte[] batch, BatchRules? rules = null)
    {
        var result = BatchValidator.Validate(batch, rules ?? new BatchRules());
        Assert.Equal((ErrorCode.InvalidRecord, true), (result.Error, result.ReachedLog));
        Assert.Empty(result.Records);
    }

    private static byte[] Make(CompressionType type, int count)
    {
        var builder = new BatchBuilder { Compression = type };
        for (var i = 0; i < count; i++)
        {
            builder.Append(1000 + i, [1], JavaBatches.Value(i % 4, JavaBatches.BigCount));
        }

        return builder.ToArray();
    }

    private static byte[] WithRecords(byte[] batch, ReadOnlySpan<byte> records)
    {
        byte[] changed = [.. batch.AsSpan(0, RecordBatchLayout.Records), .. records];
        BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(RecordBatchLayout.BatchLength), changed.Length - RecordBatchLayout.LogOverhead);
        return Sealed(changed);
    }

    private static byte[] WithCount(byte[] batch, int count)
    {
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchLayout.RecordCount), count);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchLayout.LastOffsetDelta), count - 1);
        return Sealed(batch);
    }

    private static byte[] Sealed(byte[] batch)
    {
        BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(RecordBatchLayout.Crc), RecordBatchHeader.ComputeCrc(batch));
        return batch;
    }
}
