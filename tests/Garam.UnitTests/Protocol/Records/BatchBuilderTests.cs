using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.UnitTests.Protocol.Records;

public sealed class BatchBuilderTests
{
    [Fact]
    public void Builds_the_same_bytes_as_java()
    {
        var builder = new BatchBuilder { ProducerId = 4242, ProducerEpoch = 7, BaseSequence = 11, IsTransactional = true };
        for (var i = 0; i < JavaBatches.SmallCount; i++)
        {
            builder.Append(
                JavaBatches.Timestamp(i), JavaBatches.Key(i), JavaBatches.Value(i, JavaBatches.SmallCount), JavaBatches.Headers(i));
        }

        Assert.Equal(JavaBatches.Small(CompressionType.None), builder.ToArray());
    }

    [Fact]
    public void Builds_the_same_commit_marker_as_java()
    {
        const string java = "AAAAAAAAADcAAABCAAAAAwJSG/FSADAAAAAAAAABi8/laHsAAAGLz+VoewAAAAAAABCSAAf/////AAAAASAAAAAIAAAAAQwAAAAAAAkA";
        var batch = TransactionMarkers.Batch(
            isCommit: true, 55, 1_700_000_000_123, 4242, 7, partitionLeaderEpoch: 3, coordinatorEpoch: 9);

        Assert.Equal(java, Convert.ToBase64String(batch));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_marker_is_read_back(bool isCommit)
    {
        var batch = TransactionMarkers.Batch(isCommit, 1, 2, 3, 4);
        var header = new RecordBatchHeader(batch);
        Assert.True(header.IsControl && header.IsTransactional);
        var records = new RecordReader(header, batch.AsSpan(RecordBatchLayout.Records));

        Assert.True(records.MoveNext());
        Assert.True(EndTransactionMarker.TryRead(records.Current, out var read));
        Assert.Equal(isCommit, read.IsCommit);
    }

    [Fact]
    public void Records_of_any_size_and_time_are_read_back()
    {
        long[] timestamps = [0, -1, long.MaxValue / 4, 64, -64, 8191, 8192, 1];
        int[] sizes = [0, 1, 63, 64, 8191, 8192, 100_000, 5];
        var builder = new BatchBuilder { BaseOffset = 1L << 40 };
        for (var i = 0; i < sizes.Length; i++)
        {
            builder.Append(timestamps[i], i % 2 == 0 ? new byte[sizes[i]] : null, new byte[sizes[^(i + 1)]]);
        }

        var batch = builder.ToArray();
        var header = new RecordBatchHeader(batch);
        Assert.Equal(long.MaxValue / 4, header.MaxTimestamp);
        var reader = new RecordReader(header, batch.AsSpan(RecordBatchLayout.Records));
        for (var i = 0; i < sizes.Length; i++)
        {
            Assert.True(reader.MoveNext());
            Assert.Equal((1L << 40) + i, reader.Current.Offset);
            Assert.Equal(timestamps[i], reader.Current.Timestamp);
            Assert.Equal(i % 2 == 0, reader.Current.HasKey);
            Assert.Equal(i % 2 == 0 ? sizes[i] : 0, reader.Current.Key.Length);
            Assert.Equal(sizes[^(i + 1)], reader.Current.Value.Length);
        }

        Assert.False(reader.MoveNext());
        reader.EnsureIntact();
    }

    [Fact]
    public void A_builder_is_used_again_after_reset()
    {
        var builder = new BatchBuilder();
        builder.Append(5000, [1], [2]);
        var first = builder.ToArray();
        builder.Reset();
        builder.Append(5000, [1], [2]);
        Assert.Equal(first, builder.ToArray());
    }

    [Fact]
    public void Records_of_a_log_append_time_batch_all_have_its_time()
    {
        var builder = new BatchBuilder { TimestampType = TimestampType.LogAppendTime };
        builder.Append(100, null, [1]);
        builder.Append(300, null, [1]);
        var batch = builder.ToArray();

        var reader = new RecordReader(new RecordBatchHeader(batch), batch.AsSpan(RecordBatchLayout.Records));

        Assert.True(reader.MoveNext());
        Assert.Equal(300, reader.Current.Timestamp);
    }
}
