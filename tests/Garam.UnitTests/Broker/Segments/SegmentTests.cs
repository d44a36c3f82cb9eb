using CsCheck;
using Garam.Protocol;
using Garam.Protocol.Checksums;
using Garam.Protocol.Records;
using Garam.Segments;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.Segments;

public sealed class SegmentTests
{
    private static readonly Uuid TopicA = new(1, 1);
    private static readonly Uuid TopicB = new(2, 2);

    [Fact]
    public void A_written_segment_is_found_sound_and_its_footer_says_what_it_holds()
    {
        var segment = Write((TopicA, 0, Batches.Make(3)), (TopicA, 0, Batches.Make(1)), (TopicB, 7, Batches.Make(2, 5000)));

        Assert.Null(SegmentVerifier.Verify(segment));
        Assert.Equal(SegmentFault.None, SegmentFooter.TryRead(segment, out var footer));
        Assert.Equal(segment.Length, footer!.SegmentLength);
        Assert.Equal(
            [(TopicA, 0, 2, SegmentFormat.HeaderLength), (TopicB, 7, 1, SegmentFormat.HeaderLength + footer.Runs[0].Length)],
            footer.Runs.Select(run => (run.TopicId, run.Partition, run.Batches, run.Position)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_900)]
    [InlineData(3_901)]
    [InlineData(100_000)]
    public void Its_length_is_what_was_computed_and_a_multiple_of_the_page(int valueBytes)
    {
        var batch = Batches.Make(1, valueBytes);
        var segment = Write((TopicA, 0, batch));

        Assert.Equal(SegmentFormat.LengthFor(batch.Length, 1), segment.Length);
        Assert.Equal(0, segment.Length % SegmentFormat.LengthMultiple);
    }

    [Fact]
    public void A_batch_with_a_wrong_checksum_takes_no_room()
    {
        var damaged = Batches.Make(2);
        damaged[^1] ^= 1;
        var block = new byte[SegmentFormat.LengthFor(damaged.Length * 2, 2)];
        var writer = new SegmentWriter(block, []);
        writer.BeginRun(TopicA, 0);
        Assert.False(writer.TryAppend(damaged, TimestampType.CreateTime, 1_001, out _));
        writer.BeginRun(TopicB, 0);
        Assert.True(writer.TryAppend(Batches.Make(2), TimestampType.CreateTime, 1_001, out var position));
        var segment = block.AsSpan(0, writer.Finish());

        Assert.Equal(SegmentFormat.HeaderLength, position);
        Assert.Null(SegmentVerifier.Verify(segment));
        SegmentFooter.TryRead(segment, out var footer);
        Assert.Equal(TopicB, Assert.Single(footer!.Runs).TopicId);
    }

    [Fact]
    public void Log_append_time_is_written_with_a_checksum_that_fits()
    {
        var batch = Batches.Make(2);
        var block = new byte[SegmentFormat.LengthFor(batch.Length, 1)];
        var writer = new SegmentWriter(block, []);
        writer.BeginRun(TopicA, 0);
        Assert.True(writer.TryAppend(batch, TimestampType.LogAppendTime, 5_000, out var position));
        writer.Finish();

        var header = new RecordBatchHeader(block.AsSpan(position));
        Assert.Equal(TimestampType.LogAppendTime, header.TimestampType);
        Assert.Equal(5_000, header.MaxTimestamp);
        Assert.Null(SegmentVerifier.Verify(block));
    }

    [Fact]
    public void A_stored_batch_has_base_offset_and_leader_epoch_zero()
    {
        var batch = Batches.Make(1);
        RecordBatchPatch.AssignOffset(batch, 77, 5);
        var header = new RecordBatchHeader(Write((TopicA, 0, batch)).AsSpan(SegmentFormat.HeaderLength));

        Assert.Equal(0, header.BaseOffset);
        Assert.Equal(0, header.PartitionLeaderEpoch);
    }

    [Fact]
    public void Any_changed_byte_outside_the_padding_is_found()
    {
        var segment = Write((TopicA, 0, Batches.Make(3)), (TopicB, 1, Batches.Make(2)));
        SegmentFooter.TryRead(segment, out var footer);
        var dataEnd = footer!.Runs[^1].Position + footer.Runs[^1].Length;
        var footerStart = segment.Length - SegmentFooter.LengthAtEnd(segment)!.Value;
        for (var i = 0; i < segment.Length; i++)
        {
            // Reserved bytes of header and trailer, which no reader looks at.
            if ((i >= dataEnd && i < footerStart) || (i >= 10 && i < 16) || (i >= segment.Length - 12 && i < segment.Length - 8))
            {
                continue;
            }

            segment[i] ^= 0x40;
            Assert.NotNull(SegmentVerifier.Verify(segment));
            segment[i] ^= 0x40;
        }
    }

    [Fact]
    public void A_torn_segment_is_refused_at_every_length()
    {
        var segment = Write((TopicA, 0, Batches.Make(3)));
        for (var length = 0; length < segment.Length; length += 31)
        {
            Assert.NotNull(SegmentVerifier.Verify(segment.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_segment_of_a_newer_program_is_refused_by_its_version()
    {
        var segment = Write((TopicA, 0, Batches.Make(1)));
        segment[9] = 2;

        Assert.Equal(nameof(SegmentFault.UnknownVersion), SegmentVerifier.Verify(segment));
    }

    [Fact]
    public void Random_bytes_are_refused_without_an_exception() =>
        Gen.Byte.Array[0, 4096].Sample(bytes => Assert.NotEqual(SegmentFault.None, SegmentFooter.TryRead(bytes, out _)), iter: 2_000);

    [Theory]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(100_000)]
    public void Its_checksum_is_that_of_all_its_bytes(int valueBytes)
    {
        var segment = Write(
            (TopicA, 0, Batches.Make(1, valueBytes)), (TopicA, 0, Batches.Make(2, 10)), (TopicA, 1, Batches.Make(1, 10)),
            (TopicB, 0, Batches.Make(3, valueBytes)));

        Assert.Equal(Crc32C.Compute(segment), SegmentChecksum.Of(segment));
        Assert.Equal(Crc32C.Compute(segment.AsSpan(1)), SegmentChecksum.Of(segment.AsSpan(1)));
        segment[^1] ^= 1;
        Assert.Equal(Crc32C.Compute(segment), SegmentChecksum.Of(segment));
    }

    [Fact]
    public void A_long_run_is_not_read_for_the_checksum_so_that_a_later_change_of_it_shows()
    {
        var segment = Write((TopicA, 0, Batches.Make(1, 50_000)), (TopicB, 0, Batches.Make(1, 10)));
        var whole = Crc32C.Compute(segment);
        segment[SegmentFormat.HeaderLength + 2_000] ^= 1;

        Assert.Equal(whole, SegmentChecksum.Of(segment));
        Assert.NotEqual(whole, Crc32C.Compute(segment));
    }

    private static byte[] Write(params (Uuid Topic, int Partition, byte[] Batch)[] batches)
    {
        var block = new byte[SegmentFormat.LengthFor(batches.Sum(batch => (long)batch.Batch.Length), batches.Length)];
        var writer = new SegmentWriter(block, []);
        (Uuid, int)? run = null;
        foreach (var (topic, partition, batch) in batches)
        {
            if (run != (topic, partition))
            {
                writer.BeginRun(topic, partition);
                run = (topic, partition);
            }

            Assert.True(writer.TryAppend(batch, TimestampType.CreateTime, new RecordBatchHeader(batch).MaxTimestamp, out _));
        }

        return block[..writer.Finish()];
    }
}
