using Garam.Client.Cluster;
using Garam.Client.Producing;
using Garam.Demo.Checking;
using Garam.Demo.Records;
using Garam.Protocol.Records;
using Record = Garam.Protocol.Records.Record;

namespace Garam.UnitTests.Demo;

/// <summary>The check of the demo has to fail for every kind of broken log.</summary>
public sealed class StreamCheckTests
{
    private const long Run = 7;

    private static readonly TopicPartition Partition = new(DemoTopics.Clicks, 2);

    private readonly StreamCheck _check = new(Run);

    [Fact]
    public void A_log_with_every_acknowledged_record_in_order_is_sound()
    {
        Acknowledge(0, 1, 2, 3);
        Read(0, 1, 2, 3);

        var counts = _check.Count().AtEnd();
        Assert.True(counts.IsSound);
        Assert.Equal((4, 4, 0), (counts.Acknowledged, counts.Read, counts.Unread));
    }

    [Fact]
    public void A_record_that_was_acknowledged_and_is_not_read_is_lost()
    {
        Acknowledge(0, 1, 2, 3);
        Read(0, 1, 3);

        Assert.Equal(1, _check.Count().Lost);
        Assert.False(_check.Count().IsSound);
    }

    [Fact]
    public void The_end_of_the_log_is_lost_only_when_nothing_more_comes()
    {
        Acknowledge(0, 1, 2, 3);
        Read(0, 1);

        Assert.Equal((2, 0), (_check.Count().Unread, _check.Count().Lost));
        Assert.True(_check.Count().IsSound);
        Assert.Equal(2, _check.Count().AtEnd().Lost);
        Assert.False(_check.Count().AtEnd().IsSound);
    }

    [Fact]
    public void A_record_without_an_acknowledgement_may_be_in_the_log_or_not()
    {
        Acknowledge(0, 2);
        Read(0, 2, 3);

        Assert.True(_check.Count().AtEnd().IsSound);
    }

    [Fact]
    public void A_record_at_two_offsets_is_doubled()
    {
        Acknowledge(0, 1, 2);
        Read(0, 1, 1, 2);

        var counts = _check.Count().AtEnd();
        Assert.Equal((1, 0, 0, 3), (counts.Doubled, counts.Lost, counts.Reordered, counts.Read));
        Assert.False(counts.IsSound);
    }

    [Fact]
    public void A_record_that_is_read_again_at_its_offset_is_not_doubled()
    {
        Acknowledge(0, 1, 2);
        Read(0, 1);
        Read(0, 1, 2);

        Assert.True(_check.Count().AtEnd().IsSound);
        Assert.Equal(3, _check.Count().Read);
    }

    [Fact]
    public void A_record_after_one_that_was_sent_later_is_out_of_order()
    {
        Acknowledge(0, 1, 2, 3);
        Read(0, 2, 1, 3);

        var counts = _check.Count().AtEnd();
        Assert.Equal((1, 0, 0), (counts.Reordered, counts.Lost, counts.Doubled));
        Assert.False(counts.IsSound);
    }

    [Fact]
    public void Another_record_at_an_offset_that_was_read_has_replaced_the_first()
    {
        Read(0, 1, 2);
        ReadAt(1, 3);

        Assert.Equal(1, _check.Count().Replaced);
        Assert.False(_check.Count().IsSound);
    }

    [Fact]
    public void A_log_that_reads_the_same_again_is_sound()
    {
        Acknowledge(0, 1, 2);
        Read(0, 1, 2);
        ReadAgain(0, 0, 1, 2);

        Assert.True(_check.Count().AtEnd().IsSound);
        Assert.Equal(3, _check.Count().Read);
    }

    [Fact]
    public void A_record_that_the_group_has_read_may_not_be_gone_later()
    {
        Acknowledge(0, 1, 2);
        Read(0, 1, 2);
        ReadAgain(0, 0, 1);

        Assert.Equal(1, _check.Count().Vanished);
        Assert.False(_check.Count().IsSound);
    }

    [Fact]
    public void Another_record_at_an_offset_of_the_second_reading_has_replaced_the_first()
    {
        Acknowledge(0, 1);
        Read(0, 1);
        ReadAgainAt(0, 0);
        ReadAgainAt(1, 2);
        _check.EndAgain(Partition, start: 0);

        Assert.Equal((1, 0), (_check.Count().Replaced, _check.Count().Vanished));
    }

    [Fact]
    public void A_double_after_all_that_the_group_read_is_found_by_the_second_reading()
    {
        Acknowledge(0, 1);
        Read(0, 1);
        ReadAgainAt(0, 0);
        ReadAgainAt(1, 1);
        ReadAgainAt(2, 1);
        _check.EndAgain(Partition, start: 0);

        Assert.Equal((1, 0), (_check.Count().Doubled, _check.Count().Vanished));
    }

    [Fact]
    public void A_record_that_only_the_second_reading_finds_is_lost_to_the_group()
    {
        Acknowledge(0, 1, 2);
        Read(0, 1);
        ReadAgain(0, 0, 1, 2);

        Assert.Equal((1, 0), (_check.Count().AtEnd().Lost, _check.Count().Vanished));
    }

    [Fact]
    public void Records_that_retention_has_deleted_are_not_missed()
    {
        Acknowledge(0, 1, 2, 3);
        Read(0, 1, 2, 3);
        ReadAgain(1, 2, 3);

        Assert.True(_check.Count().AtEnd().IsSound);
    }

    [Fact]
    public void A_record_whose_content_does_not_fit_its_checksum_is_damaged()
    {
        var header = new RecordStamp(Run, 0).ToHeader(Partition, "key"u8, "value"u8);
        ReadAt(Partition, 0, header, "valve"u8);
        ReadAt(new TopicPartition(Partition.Topic, 1), 0, header, "value"u8);
        ReadAt(Partition, 0, new RecordHeader("other", "stamp"u8.ToArray()), "value"u8);

        Assert.Equal((3, 0), (_check.Count().Damaged, _check.Count().Read));
        Assert.False(_check.Count().IsSound);
    }

    [Fact]
    public void A_record_of_another_run_is_damage()
    {
        ReadAt(Partition, 0, new RecordStamp(Run + 1, 0).ToHeader(Partition, "key"u8, "value"u8), "value"u8);

        Assert.Equal(1, _check.Count().Damaged);
    }

    [Fact]
    public void Partitions_are_checked_apart()
    {
        _check.Acknowledged(new BatchOutcome { Partition = new TopicPartition(DemoTopics.Orders, 0), Count = 1, Tags = [0] });
        Read(0);

        Assert.Equal((1, 1, 1), (_check.Count().Acknowledged, _check.Count().Read, _check.Count().AtEnd().Lost));
    }

    [Fact]
    public void A_log_of_gaps_fails_the_check_and_takes_no_more_memory()
    {
        for (var sequence = 0; sequence < 2 * (NumberRanges.RangesMax + 1); sequence += 2)
        {
            ReadAt(sequence, sequence);
        }

        Assert.False(_check.Count().IsComplete);
        Assert.False(_check.Count().IsSound);
        Assert.Equal(NumberRanges.RangesMax, _check.Count().Read);
    }

    private void Acknowledge(params long[] sequences) =>
        _check.Acknowledged(new BatchOutcome { Partition = Partition, Count = sequences.Length, Tags = sequences });

    /// <summary>Reads the log from its first offset.</summary>
    private void Read(params long[] sequences)
    {
        for (var offset = 0; offset < sequences.Length; offset++)
        {
            ReadAt(offset, sequences[offset]);
        }
    }

    /// <summary>Reads the log a second time, whose sequence numbers are the offsets.</summary>
    private void ReadAgain(long start, params long[] offsets)
    {
        foreach (var offset in offsets)
        {
            ReadAgainAt(offset, offset);
        }

        _check.EndAgain(Partition, start);
    }

    private void ReadAgainAt(long offset, long sequence)
    {
        var header = new RecordStamp(Run, sequence).ToHeader(Partition, "key"u8, "value"u8);
        Meet(offset, header, "value"u8, (in Record record) => _check.ReadAgain(Partition, record));
    }

    private void ReadAt(long offset, long sequence) =>
        ReadAt(Partition, offset, new RecordStamp(Run, sequence).ToHeader(Partition, "key"u8, "value"u8), "value"u8);

    private void ReadAt(TopicPartition partition, long offset, RecordHeader header, ReadOnlySpan<byte> value)
    {
        Meet(offset, header, value, (in Record record) => _check.Read(partition, record));
    }

    private static void Meet(long offset, RecordHeader header, ReadOnlySpan<byte> value, RecordAction action)
    {
        var batch = new BatchBuilder { BaseOffset = offset };
        batch.Append(0, "key"u8.ToArray(), value.ToArray(), header);
        using var reader = BatchReader.Open(batch.ToArray(), int.MaxValue);
        var records = reader.ReadRecords();
        Assert.True(records.MoveNext());
        action(records.Current);
    }

    private delegate void RecordAction(in Record record);
}
