using Garam.Protocol;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.UnitTests.Protocol.Records;

public sealed class TimestampSearchTests
{
    private const int Limit = 1 << 20;
    private const long BaseOffset = 1_000;

    public static TheoryData<CompressionType> Types => [.. Enum.GetValues<CompressionType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void The_first_record_at_or_after_a_time_is_found(CompressionType type)
    {
        var batch = Build(type, 50, 10, 70, 70, 30);
        AssertFound(batch, 10, 0, new TimestampedOffset(50, BaseOffset));
        AssertFound(batch, 51, 0, new TimestampedOffset(70, BaseOffset + 2));
        AssertFound(batch, 70, 0, new TimestampedOffset(70, BaseOffset + 2));
        AssertFound(batch, 71, 0, null);
    }

    [Fact]
    public void Records_below_the_log_start_offset_are_passed_over()
    {
        var batch = Build(CompressionType.Lz4, 50, 10, 70, 70, 30);
        AssertFound(batch, 5, BaseOffset + 1, new TimestampedOffset(10, BaseOffset + 1));
        AssertFound(batch, 60, BaseOffset + 3, new TimestampedOffset(70, BaseOffset + 3));
        AssertFound(batch, 60, BaseOffset + 4, null);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_first_of_the_records_with_the_greatest_timestamp_is_the_max(CompressionType type)
    {
        var times = BatchTimes.Read(Build(type, 50, 10, 70, 70, 30), 0, Limit);
        Assert.Equal((ErrorCode.None, new TimestampedOffset(70, BaseOffset + 2)), (times.Error, times.Max));
        Assert.Equal(
            new TimestampedOffset(70, BaseOffset + 3), BatchTimes.Read(Build(type, 50, 10, 70, 70, 30), BaseOffset + 3, Limit).Max);
    }

    [Fact]
    public void Batches_that_are_too_old_are_not_decompressed()
    {
        var batch = Build(CompressionType.Zstd, 50);
        batch.AsSpan(RecordBatchLayout.Records).Clear();
        AssertFound(batch, 51, 0, null);
        Assert.Equal(ErrorCode.CorruptMessage, TimestampSearch.FindFirst(batch, 50, 0, Limit, out _));
        Assert.Equal(ErrorCode.CorruptMessage, BatchTimes.Read(batch, 0, Limit).Error);
    }

    [Fact]
    public void In_a_log_append_time_batch_the_first_record_has_its_time()
    {
        var batch = Build(CompressionType.None, 50, 10, 70);
        RecordBatchPatch.RewriteTimestamps(batch, TimestampType.LogAppendTime, 500);
        AssertFound(batch, 400, 0, new TimestampedOffset(500, BaseOffset));
        Assert.Equal(new TimestampedOffset(500, BaseOffset), BatchTimes.Read(batch, 0, Limit).Max);
    }

    private static void AssertFound(byte[] batch, long timestampMs, long offsetMin, TimestampedOffset? expected)
    {
        Assert.Equal(ErrorCode.None, TimestampSearch.FindFirst(batch, timestampMs, offsetMin, Limit, out var found));
        Assert.Equal(expected, found);
    }

    private static byte[] Build(CompressionType type, params long[] timestamps)
    {
        var builder = new BatchBuilder { Compression = type, BaseOffset = BaseOffset };
        foreach (var timestamp in timestamps)
        {
            builder.Append(timestamp, null, [1, 2, 3]);
        }

        return builder.ToArray();
    }
}
