using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.UnitTests.Protocol.Records;

public sealed class RecordBatchHeaderTests
{
    [Fact]
    public void Fields_of_a_java_batch_are_read()
    {
        var batch = JavaBatches.Small(CompressionType.Zstd);
        var header = new RecordBatchHeader(batch);

        Assert.Equal(0, header.BaseOffset);
        Assert.Equal(batch.Length, header.SizeBytes);
        Assert.Equal(-1, header.PartitionLeaderEpoch);
        Assert.Equal(2, header.Magic);
        Assert.Equal(RecordBatchHeader.ComputeCrc(batch), header.Crc);
        Assert.Equal(CompressionType.Zstd, header.Compression);
        Assert.Equal(TimestampType.CreateTime, header.TimestampType);
        Assert.True(header.IsTransactional);
        Assert.False(header.IsControl);
        Assert.Equal(2, header.LastOffsetDelta);
        Assert.Equal(JavaBatches.BaseTimestampMs, header.BaseTimestamp);
        Assert.Equal(JavaBatches.BaseTimestampMs + 919, header.MaxTimestamp);
        Assert.Equal(4242, header.ProducerId);
        Assert.Equal(7, header.ProducerEpoch);
        Assert.Equal(11, header.BaseSequence);
        Assert.Equal(13, header.LastSequence);
        Assert.Equal(3, header.RecordCount);
    }

    [Fact]
    public void Last_sequence_wraps_to_zero()
    {
        var builder = new BatchBuilder { ProducerId = 1, ProducerEpoch = 0, BaseSequence = int.MaxValue - 1 };
        for (var i = 0; i < 4; i++)
        {
            builder.Append(1, null, [1]);
        }

        Assert.Equal(1, new RecordBatchHeader(builder.ToArray()).LastSequence);
    }

    [Fact]
    public void Assigning_an_offset_keeps_the_crc_right()
    {
        var batch = JavaBatches.Small(CompressionType.None);
        RecordBatchPatch.AssignOffset(batch, 123_456_789_012, 3);

        var header = new RecordBatchHeader(batch);
        Assert.Equal(123_456_789_012, header.BaseOffset);
        Assert.Equal(123_456_789_014, header.LastOffset);
        Assert.Equal(3, header.PartitionLeaderEpoch);
        Assert.Equal(RecordBatchHeader.ComputeCrc(batch), header.Crc);
    }

    [Fact]
    public void Log_append_time_is_rewritten_together_with_the_crc()
    {
        var batch = JavaBatches.Big(CompressionType.Gzip);
        RecordBatchPatch.RewriteTimestamps(batch, TimestampType.LogAppendTime, 99);

        var header = new RecordBatchHeader(batch);
        Assert.Equal(TimestampType.LogAppendTime, header.TimestampType);
        Assert.Equal(CompressionType.Gzip, header.Compression);
        Assert.Equal(99, header.MaxTimestamp);
        Assert.Equal(RecordBatchHeader.ComputeCrc(batch), header.Crc);

        RecordBatchPatch.RewriteTimestamps(batch, TimestampType.CreateTime, JavaBatches.BaseTimestampMs + 999);
        Assert.Equal(TimestampType.CreateTime, new RecordBatchHeader(batch).TimestampType);
        Assert.Equal(RecordBatchHeader.ComputeCrc(batch), new RecordBatchHeader(batch).Crc);
    }

    [Fact]
    public void A_corrupt_batch_stays_corrupt_when_its_timestamps_are_rewritten()
    {
        var batch = JavaBatches.Small(CompressionType.None);
        batch[^1] ^= 1;
        RecordBatchPatch.RewriteTimestamps(batch, TimestampType.LogAppendTime, 99);
        Assert.NotEqual(RecordBatchHeader.ComputeCrc(batch), new RecordBatchHeader(batch).Crc);
    }

    [Fact]
    public void A_short_header_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordBatchHeader(new byte[60]).Magic);

    [Fact]
    public void Batches_in_sequence_are_split_and_a_torn_last_one_is_left()
    {
        var first = JavaBatches.Small(CompressionType.None);
        var second = JavaBatches.Small(CompressionType.Lz4);
        var reader = new BatchSequenceReader([.. first, .. second, .. first.AsSpan(0, 70)]);

        Assert.True(reader.MoveNext());
        Assert.Equal(first, reader.Current.ToArray());
        Assert.True(reader.MoveNext());
        Assert.Equal(second, reader.Current.ToArray());
        Assert.False(reader.MoveNext());
        Assert.Equal(70, reader.RemainingBytes);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(0)]
    [InlineData(48)]
    [InlineData(int.MaxValue)]
    public void A_batch_of_an_impossible_size_ends_the_sequence(int length)
    {
        var bytes = JavaBatches.Small(CompressionType.None);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), length);
        var reader = new BatchSequenceReader(bytes);
        Assert.False(reader.MoveNext());
    }
}
