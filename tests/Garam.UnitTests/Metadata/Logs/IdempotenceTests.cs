using Garam.Metadata;
using Garam.Metadata.Producers;
using Garam.Protocol;
using static Garam.UnitTests.Metadata.TestCluster;

namespace Garam.UnitTests.Metadata.Logs;

public sealed class IdempotenceTests
{
    private readonly TestCluster _cluster = new();
    private readonly TopicPartition _partition;

    public IdempotenceTests() => _partition = _cluster.CreateTopic();

    [Fact]
    public void A_batch_sent_again_gets_its_original_offset_and_is_not_stored_twice()
    {
        Commit(Idempotent(_partition, 0));
        Commit(Idempotent(_partition, 10));

        var (error, offset, isDuplicate) = Commit(Idempotent(_partition, 0));

        Assert.Equal((ErrorCode.None, 0, true), (error, offset, isDuplicate));
        Assert.Equal(20, _cluster.Partition(_partition).HighWatermark);
    }

    [Fact]
    public void Exactly_five_batches_are_remembered()
    {
        for (var i = 0; i < 6; i++)
        {
            Commit(Idempotent(_partition, i * 10));
        }

        Assert.Equal(ErrorCode.DuplicateSequenceNumber, Commit(Idempotent(_partition, 0)).Error);
        Assert.Equal((ErrorCode.None, 10), (Commit(Idempotent(_partition, 10)).Error, Commit(Idempotent(_partition, 10)).Offset));
        Assert.Equal(60, _cluster.Partition(_partition).HighWatermark);
    }

    [Fact]
    public void A_gap_ahead_is_out_of_order()
    {
        Commit(Idempotent(_partition, 0));

        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, Commit(Idempotent(_partition, 11)).Error);
    }

    [Fact]
    public void A_batch_that_is_partly_old_and_partly_new_is_out_of_order()
    {
        Commit(Idempotent(_partition, 0));

        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, Commit(Idempotent(_partition, 5)).Error);
    }

    [Fact]
    public void An_older_epoch_is_fenced_and_a_new_one_begins_at_zero()
    {
        Commit(Idempotent(_partition, 0, epoch: 3));

        Assert.Equal(ErrorCode.InvalidProducerEpoch, Commit(Idempotent(_partition, 10, epoch: 2)).Error);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, Commit(Idempotent(_partition, 10, epoch: 4)).Error);
        Assert.Equal(ErrorCode.None, Commit(Idempotent(_partition, 0, epoch: 4)).Error);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, Commit(Idempotent(_partition, 10, epoch: 3)).Error);
    }

    [Fact]
    public void The_window_of_an_old_epoch_does_not_answer_for_the_new_one()
    {
        Commit(Idempotent(_partition, 0));
        Commit(Idempotent(_partition, 0, epoch: 1));

        Assert.Equal((ErrorCode.None, 10, true), Commit(Idempotent(_partition, 0, epoch: 1)));
    }

    [Fact]
    public void An_unknown_producer_is_accepted_at_any_sequence() =>
        Assert.Equal(ErrorCode.None, Commit(Idempotent(_partition, 12345)).Error);

    [Fact]
    public void Sequences_wrap_from_the_largest_int_to_zero()
    {
        Commit(Idempotent(_partition, int.MaxValue - 4));

        Assert.Equal((ErrorCode.None, 10, false), Commit(Idempotent(_partition, 5)));
        Assert.Equal((ErrorCode.None, 0, true), Commit(Idempotent(_partition, int.MaxValue - 4)));
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, Commit(Idempotent(_partition, 16)).Error);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(50, 50)]
    [InlineData(90, 10)]
    [InlineData(99, 1)]
    public void A_batch_before_the_first_that_was_accepted_was_never_stored_and_is_no_duplicate(int sequence, int records)
    {
        _cluster.RaiseFeatureLevel();
        Assert.Equal(ErrorCode.None, Commit(Idempotent(_partition, 100, records: 50)).Error);

        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, Commit(Idempotent(_partition, sequence, records)).Error);
        Assert.Equal(50, _cluster.Partition(_partition).HighWatermark);
    }

    [Fact]
    public void A_batch_that_reaches_across_the_first_sequence_is_out_of_order_and_one_at_it_is_a_duplicate()
    {
        _cluster.RaiseFeatureLevel();
        for (var i = 0; i < 8; i++)
        {
            Commit(Idempotent(_partition, 100 + (i * 10)));
        }

        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, Commit(Idempotent(_partition, 95)).Error);
        Assert.Equal(ErrorCode.DuplicateSequenceNumber, Commit(Idempotent(_partition, 100)).Error);
    }

    [Fact]
    public void The_first_sequence_outlives_the_window_and_a_snapshot()
    {
        _cluster.RaiseFeatureLevel();
        for (var i = 0; i < 8; i++)
        {
            Commit(Idempotent(_partition, 100 + (i * 10)));
        }

        var loaded = Load(Snapshot(_cluster.State));

        Assert.True(loaded.Topics.TryGetPartition(_partition, out var log));
        Assert.Equal(100, log.Producers[4].FirstSequence);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, Commit(Idempotent(_partition, 0)).Error);
    }

    [Fact]
    public void A_new_epoch_begins_at_zero_and_so_does_its_first_sequence()
    {
        _cluster.RaiseFeatureLevel();
        Commit(Idempotent(_partition, 100));
        for (var i = 0; i < 8; i++)
        {
            Commit(Idempotent(_partition, i * 10, epoch: 1));
        }

        Assert.Equal(0, _cluster.Partition(_partition).Producers[4].FirstSequence);
        Assert.Equal(ErrorCode.DuplicateSequenceNumber, Commit(Idempotent(_partition, 0, epoch: 1)).Error);
    }

    [Fact]
    public void A_producer_without_a_first_sequence_is_judged_as_before()
    {
        Commit(Idempotent(_partition, 100));
        _cluster.RaiseFeatureLevel();
        Commit(Idempotent(_partition, 110));

        Assert.Null(_cluster.Partition(_partition).Producers[4].FirstSequence);
        Assert.Equal(ErrorCode.DuplicateSequenceNumber, Commit(Idempotent(_partition, 0)).Error);
    }

    [Fact]
    public void A_first_sequence_more_than_half_the_circle_back_is_forgotten_and_old_batches_stay_duplicates()
    {
        const int Quarter = 1 << 29;
        _cluster.RaiseFeatureLevel();
        Commit(Idempotent(_partition, 0, records: Quarter));
        Assert.Equal(0, _cluster.Partition(_partition).Producers[4].FirstSequence);
        Commit(Idempotent(_partition, Quarter, records: Quarter));
        Assert.Null(_cluster.Partition(_partition).Producers[4].FirstSequence);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(ErrorCode.None, Commit(Idempotent(_partition, (2 * Quarter) + (i * 10))).Error);
        }

        Assert.Equal(ErrorCode.DuplicateSequenceNumber, Commit(Idempotent(_partition, 2 * Quarter)).Error);
        Assert.Equal(ErrorCode.DuplicateSequenceNumber, Commit(Idempotent(_partition, Quarter + 10)).Error);
    }

    [Fact]
    public void Producers_and_partitions_do_not_know_of_each_other()
    {
        Commit(Idempotent(_partition, 0));

        Assert.Equal((ErrorCode.None, 10, false), Commit(Idempotent(_partition, 0, producerId: 5)));
    }

    [Fact]
    public void A_silent_producer_is_forgotten_and_one_that_was_heard_since_stays()
    {
        Commit(Idempotent(_partition, 0));
        _cluster.NowMs = 5_000;
        Commit(Idempotent(_partition, 0, producerId: 5));

        _cluster.Apply(new ExpireProducers { SilentSinceMs = 5_000, Producers = [Expired(4), Expired(5), Expired(6)] });

        Assert.Equal([5], _cluster.Partition(_partition).Producers.Keys);
    }

    [Fact]
    public void Producer_ids_are_never_given_twice()
    {
        var first = _cluster.Apply<AllocateProducerIdResult>(new AllocateProducerId { Count = 3 });
        var second = _cluster.Apply<AllocateProducerIdResult>(new AllocateProducerId());

        Assert.Equal((0L, 3L, (short)0), (first.ProducerId, second.ProducerId, second.ProducerEpoch));
        Assert.Equal(ErrorCode.InvalidRequest, _cluster.Apply<AllocateProducerIdResult>(new AllocateProducerId { Count = 0 }).Error);
    }

    private (ErrorCode Error, long Offset, bool IsDuplicate) Commit(Garam.Metadata.Segments.SegmentBatch batch)
    {
        var result = Assert.Single(_cluster.Commit(batch));
        return (result.Error, result.BaseOffset, result.IsDuplicate);
    }

    private PartitionProducer Expired(long producerId) => new() { TopicId = _partition.TopicId, ProducerId = producerId };
}
