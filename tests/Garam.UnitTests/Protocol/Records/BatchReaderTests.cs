using System.Buffers;
using Garam.Protocol;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.UnitTests.Protocol.Records;

public sealed class BatchReaderTests
{
    private const int Limit = 1 << 20;

    public static TheoryData<CompressionType> Types => [.. Enum.GetValues<CompressionType>()];

    public static TheoryData<CompressionType> CompressedTypes =>
        [.. Enum.GetValues<CompressionType>().Where(type => type != CompressionType.None)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Small_batches_of_java_are_read(CompressionType type)
    {
        using var reader = BatchReader.Open(JavaBatches.Small(type), Limit);
        JavaBatches.AssertRecords(reader.ReadRecords(), JavaBatches.SmallCount);
    }

    [Theory]
    [MemberData(nameof(CompressedTypes))]
    public void Big_batches_of_java_are_read(CompressionType type)
    {
        using var reader = BatchReader.Open(JavaBatches.Big(type), Limit);
        JavaBatches.AssertRecords(reader.ReadRecords(), JavaBatches.BigCount);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_the_builder_compresses_is_read_and_its_crc_is_right(CompressionType type)
    {
        var builder = new BatchBuilder { Compression = type };
        for (var i = 0; i < JavaBatches.BigCount; i++)
        {
            builder.Append(
                JavaBatches.Timestamp(i), JavaBatches.Key(i), JavaBatches.Value(i, JavaBatches.BigCount), JavaBatches.Headers(i));
        }

        var writer = new ArrayBufferWriter<byte>();
        Assert.Equal(builder.WriteTo(writer), writer.WrittenCount);
        var batch = writer.WrittenSpan.ToArray();

        Assert.Equal(RecordBatchHeader.ComputeCrc(batch), new RecordBatchHeader(batch).Crc);
        Assert.True(BatchValidator.Validate(batch, new BatchRules()).IsAccepted);
        using var reader = BatchReader.Open(batch, Limit);
        JavaBatches.AssertRecords(reader.ReadRecords(), JavaBatches.BigCount);
    }

    [Fact]
    public void A_bomb_is_refused_at_the_limit()
    {
        var builder = new BatchBuilder { Compression = CompressionType.Zstd };
        builder.Append(0, null, new byte[10 << 20]);
        using var reader = BatchReader.Open(builder.ToArray(), Limit);
        Assert.Equal(ErrorCode.MessageTooLarge, reader.Error);
    }

    [Fact]
    public void A_batch_that_cannot_be_read_says_so_and_gives_no_records()
    {
        var batch = JavaBatches.Small(CompressionType.Lz4);
        batch[RecordBatchLayout.Records] ^= 1;
        using var corrupt = BatchReader.Open(batch, Limit);
        Assert.Equal(ErrorCode.CorruptMessage, corrupt.Error);
        Assert.Throws<MalformedRequestException>(() => BatchReader.Open(batch, Limit).ReadRecords().MoveNext());

        batch[RecordBatchLayout.Attributes + 1] = 6;
        using var unknown = BatchReader.Open(batch, Limit);
        Assert.Equal(ErrorCode.UnsupportedCompressionType, unknown.Error);

        using var torn = BatchReader.Open(batch.AsSpan(0, batch.Length - 1), Limit);
        Assert.Equal(ErrorCode.CorruptMessage, torn.Error);
    }

    [Fact]
    public void A_fault_in_the_records_ends_the_walk_and_stays()
    {
        var batch = JavaBatches.Small(CompressionType.None);
        batch[RecordBatchLayout.Records] = 0x7F;
        var records = new RecordReader(new RecordBatchHeader(batch), batch.AsSpan(RecordBatchLayout.Records));

        Assert.False(records.MoveNext());
        Assert.False(records.MoveNext());
        Assert.NotNull(records.Fault);
    }
}
